import { feelText } from "./generate.ts";
import { and, not, or, type Ref, type RefColumn, type RefTest, refEqual, refOrder, type Truth } from "./model.ts";
import type { Random } from "./random.ts";

/** A unary test on a column of this type, over constants from its pool. */
export function randomTest(random: Random, type: RefColumn["type"], pool: readonly Ref[]): RefTest {
  if (random.chance(20)) return { text: "-", holds: () => true };
  const items = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => randomItem(random, type, pool));
  const text = items.map((item) => item.text).join(", ");
  const some = (value: Ref) => items.reduce((so: Truth, item) => or(so, item.holds(value)), false);
  return random.chance(4) ? { text: `not(${text})`, holds: (value) => not(some(value)) } : { text, holds: some };
}

function randomItem(random: Random, type: RefColumn["type"], pool: readonly Ref[]): RefTest {
  const constant = random.chance(12) ? null : random.pick(pool);
  const ordered = type === "number" || type === "date";
  if (constant === null || !ordered || random.chance(4)) {
    return { text: feelText(constant), holds: (value) => refEqual(value, constant) };
  }
  if (random.chance(2)) return comparison(random.pick(["<", "<=", ">", ">="]), constant);
  return interval(
    random,
    constant,
    pool.filter((one) => one !== null),
  );
}

function comparison(op: string, constant: Ref): RefTest {
  return {
    text: `${op} ${feelText(constant)}`,
    holds: (value) => {
      const order = refOrder(value, constant);
      if (order === null) return null;
      return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
    },
  };
}

function interval(random: Random, one: Ref, pool: readonly Ref[]): RefTest {
  const other = random.pick(pool);
  const order = refOrder(one, other)!;
  const [low, high] = order < 0 ? [one, other] : [other, one];
  const open = order === 0 ? "[" : random.pick(["[", "(", "]"]);
  const close = order === 0 ? "]" : random.pick(["]", ")", "["]);
  const above = comparison(open === "[" ? ">=" : ">", low);
  const below = comparison(close === "]" ? "<=" : "<", high);
  return {
    text: `${open}${feelText(low)}..${feelText(high)}${close}`,
    holds: (value) => and(above.holds(value), below.holds(value)),
  };
}
