// One decision table in neutral form, cases whose money lies on its thresholds, and the true answers in whole cents.

/** Rules of the benchmark's table: which invoices are paid without review. `undefined` means not looked at. */
export function table(count) {
  const countries = [
    ["DE", "FR", "IT"],
    ["AT", "CH"],
    ["DE", "NL", "BE", "LU"],
  ];
  return Array.from({ length: count }, (_, i) => ({
    id: `r${i + 1}`,
    // From 0 up to 1,000 in equal steps of whole cents.
    from: Math.floor((i * 100_000) / count) / 100,
    to: Math.floor(((i + 1) * 100_000) / count) / 100,
    kinds: i % 3 === 0 ? ["invoice"] : ["invoice", "order"],
    score: (50 + (i % 40)) / 100,
    vip: i % 4 === 0 ? undefined : i % 2 === 0,
    countries: countries[i % 3],
    then: i % 5 === 0 ? "review" : "pay",
  }));
}

/** The tolerance of every rule: how far the amount may be from the order, as a share of the order. */
export const TOLERANCE = "0.02";

/** `count` cases, one third of them exactly on the tolerance, one third a cent beside it. */
export function cases(count, seed = 20_240_229) {
  let state = seed;
  const below = (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = (items) => items[below(items.length)];
  return Array.from({ length: count }, (_, i) => {
    const asked = (below(1900) + 50) * 50;
    const tie = asked + (below(2) === 0 ? 1 : -1) * (asked / 50);
    const amount = i % 3 === 0 ? tie : i % 3 === 1 ? tie + pick([-1, 1]) : below(100_000);
    return {
      amount: amount / 100,
      asked: asked / 100,
      kind: pick(["invoice", "order", "order", "note"]),
      score: below(101) / 100,
      vip: below(2) === 0,
      country: pick(["DE", "FR", "AT", "NL", "US"]),
    };
  });
}

/** The true outcome, in whole cents and hundredths, where nothing is rounded. */
export function truth(rules, given) {
  const cents = (value) => Math.round(value * 100);
  const [amount, asked] = [cents(given.amount), cents(given.asked)];
  const rule = rules.find(
    (one) =>
      amount >= cents(one.from) &&
      amount < cents(one.to) &&
      one.kinds.includes(given.kind) &&
      cents(given.score) >= cents(one.score) &&
      (one.vip === undefined || one.vip === given.vip) &&
      one.countries.includes(given.country) &&
      Math.abs(amount - asked) * 50 <= asked,
  );
  return rule?.then ?? "review";
}
