// The benchmark's decision table in neutral form, and as a Countersign policy. Every engine translates the neutral form.
import { uniform } from "./uniform.mjs";

export const kinds = ["invoice", "credit-note", "reminder", "order"];
export const countries = ["DE", "FR", "US", "GB", "PL", "CN", "IN", "BR"];
export const outcomes = ["pay", "hold", "refer"];
export const otherwise = "refer";
/** The threshold of the first rule in the base and in the head: all that changes. */
export const limits = [1000, 1500];

/**
 * `count` rules over six columns, the first that matches decides; `limit` is the first rule's. A rule: asked in [from, below), gap at most or below, kinds, a country it excludes, days open at least; never a
 * duplicate. `undefined` means not looked at. The gap is abs(offered - asked) / asked.
 */
export function table(count, limit) {
  const random = uniform(count);
  const whole = (from, to) => Math.floor(from + random() * (to - from));
  return Array.from({ length: count }, (_, i) => {
    const low = whole(0, 15_000);
    return {
      id: `rule-${i}`,
      from: i === 0 ? undefined : low,
      below: i === 0 ? limit : low + whole(100, 20_000 / Math.sqrt(count)),
      ...(i % 3 === 0 ? { gapAtMost: "0.02" } : { gapBelow: `0.${whole(10, 99)}` }),
      kinds: i % 2 === 0 ? [...new Set([kinds[whole(0, 4)], kinds[whole(0, 4)]])] : undefined,
      notFrom: i % 4 === 0 ? countries[whole(0, 8)] : undefined,
      days: whole(0, 30),
      then: outcomes[whole(0, 3)],
    };
  });
}

/** The same table as the text of a policy; YAML is a superset of JSON. */
export function policyText(rules) {
  return JSON.stringify({
    policy: "payables",
    title: "Payables",
    accountable: "manager",
    purpose: "The table of the benchmark.",
    inputs: {
      asked: { type: "number" },
      offered: { type: "number" },
      document: { type: "string" },
      vendor_country: { type: "string" },
      days_open: { type: "integer" },
      duplicate: { type: "boolean" },
    },
    derived: { gap: { type: "number", feel: "abs(offered - asked) / asked", optional: true } },
    outcomes: {
      pay: { acts: true, says: "Pay" },
      hold: { acts: false, says: "Hold" },
      refer: { acts: false, says: "Ask a person" },
    },
    hit_policy: "FIRST",
    rules: rules.map((rule) => ({
      id: rule.id,
      says: "A rule of the benchmark.",
      when: {
        asked: rule.from === undefined ? `< ${rule.below}` : `[${rule.from}..${rule.below})`,
        gap: rule.gapAtMost ? `<= ${rule.gapAtMost}` : `< ${rule.gapBelow}`,
        ...(rule.kinds && { document: rule.kinds.map((kind) => JSON.stringify(kind)).join(", ") }),
        ...(rule.notFrom && { vendor_country: `not(${JSON.stringify(rule.notFrom)})` }),
        days_open: `>= ${rule.days}`,
        duplicate: "false",
      },
      then: rule.then,
    })),
    otherwise,
  });
}
