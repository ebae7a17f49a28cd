import { hasBit } from "../analysis/bits.ts";
import { type Listed, listed } from "../analysis/runs.ts";
import type { Space, SpaceColumn } from "../analysis/space.ts";
import { leftOut, restricts, shorterAsNot } from "../analysis/where.ts";
import { isInteger, type Num } from "../value/decimal.ts";
import { sameValue, type Value } from "../value/value.ts";
import { listOf, quantity } from "./quantity.ts";

/** Which cases a box holds, in words: `cases with amount under EUR 5,000 and without public bad record`. */
export function casesIn(space: Space, box: readonly bigint[], glossary: Glossary = noGlossary): string {
  const having: string[] = [];
  const lacking: string[] = [];
  for (const [i, column] of space.columns.entries()) {
    if (!restricts(column, box[i]!)) continue;
    const only = onlyBoolean(column, box[i]!);
    if (only === false) lacking.push(named(column, glossary));
    else having.push(only === true ? named(column, glossary) : condition(column, box[i]!, glossary));
  }
  if (having.length + lacking.length === 0) return "all cases";
  if (lacking.length === 0) return `cases with ${listOf(having, "and")}`;
  const without = `without ${listOf(lacking, "or")}`;
  return having.length === 0 ? `cases ${without}` : `cases with ${listOf(having, "and")}, and ${without},`;
}

/** Explains a column the first time a text speaks of it. */
export type Glossary = (column: SpaceColumn) => string | undefined;
const noGlossary: Glossary = () => undefined;

/** Longest sentence of the policy that is read on the way, inside another one. */
export const READABLE = 60;

/** A glossary for one text: what a measure is, once, when its `says` is short. Names of facts and of kinds explain themselves. */
export function glossary(): Glossary {
  const told = new Set<string>();
  return ({ name, sides }) => {
    const { type, says } = sides.findLast((side) => side !== undefined)!.column;
    if (type === "boolean" || type === "string" || told.has(name)) return undefined;
    told.add(name);
    return says === undefined || says.length > READABLE ? undefined : clause(says);
  };
}

/** A sentence as part of another: no capital at its beginning (unless it is a name's), no full stop at its end. */
export function clause(says: string): string {
  const text = says.trim().replace(/\.$/, "");
  return /^(\p{Lu}\p{Ll}|A )/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const label = (name: string): string => name.replaceAll("_", " ");

function named(column: SpaceColumn, glossary: Glossary): string {
  const meaning = glossary(column);
  return meaning === undefined ? label(column.name) : `${label(column.name)} (${meaning})`;
}

/** True or false where the set holds just that one boolean. */
function onlyBoolean({ atoms, relevant }: SpaceColumn, set: bigint): boolean | undefined {
  if (typeof atoms[1]?.sample !== "boolean") return undefined;
  const values = atoms.filter((_, i) => hasBit(set & relevant, i)).map(({ sample }) => sample);
  return values.length === 1 && typeof values[0] === "boolean" ? values[0] : undefined;
}

function condition(column: SpaceColumn, set: bigint, glossary: Glossary): string {
  const name = named(column, glossary);
  const out = leftOut(column, set);
  if (out && shorterAsNot(column, set, out)) return withoutValues(name, out, unitOf(column), hasBit(set, 0));
  const list = listed(column, set);
  const found = alternatives(column, list);
  if (found.length === 0) return `${name} ${list.missing ? "missing" : "of no possible value"}`;
  return `${name} ${listOf(list.missing ? [...found, "missing"] : found, "or")}`;
}

const unitOf = (column: SpaceColumn): string | undefined =>
  column.sides.findLast((side) => side !== undefined)?.column.unit;

function withoutValues(name: string, out: readonly Value[], unit: string | undefined, missing: boolean): string {
  const values = out.filter((value) => value !== null).map((value) => quantity(value, unit));
  if (values.length === 0) return `any ${name}`;
  return `${name} other than ${listOf(values, "or")}${missing ? ", or missing" : ""}`;
}

function alternatives(column: SpaceColumn, list: Listed): string[] {
  const unit = unitOf(column);
  const singles = list.values.map((value) => quantity(value, unit));
  const rest = list.textsBut
    ? [
        list.textsBut.length > 0
          ? `other than ${listOf(
              list.textsBut.map((text) => quantity(text)),
              "or",
            )}`
          : "of any text",
      ]
    : [];
  const whole = column.sides.every((side) => side === undefined || side.column.type === "integer");
  const stretches = list.stretches.map((stretch) => stretchWords(stretch, unit, whole));
  return [...(singles.length > 0 ? [listOf(singles, "or")] : []), ...rest, ...stretches];
}

type Stretch = Listed["stretches"][number];

function stretchWords(stretch: Stretch, unit: string | undefined, whole: boolean): string {
  const { low, high } = whole ? closedEnds(stretch) : stretch;
  const say = (value: Value) => quantity(value, unit);
  if (low && high) {
    if (sameValue(low.value, high.value)) return `of exactly ${say(low.value)}`;
    if (low.closed) return `from ${say(low.value)} ${high.closed ? "to" : "to under"} ${say(high.value)}`;
    return `over ${say(low.value)} ${high.closed ? "up to" : "and under"} ${say(high.value)}`;
  }
  if (low) return `${low.closed ? "of at least" : "over"} ${say(low.value)}`;
  return high ? `${high.closed ? "of at most" : "under"} ${say(high.value)}` : "of any value";
}

/** On whole numbers `(2..5)` is from 3 to 4, and says so. */
function closedEnds({ low, high }: Stretch): Stretch {
  const move = (bound: Stretch["low"], by: number) =>
    bound && !bound.closed && isInteger(bound.value as Num) && typeof bound.value === "number"
      ? { value: bound.value + by, closed: true }
      : bound;
  const [from, to] = [move(low, 1), move(high, -1)];
  if (!from || !to) return { ...(low ? { low } : {}), ...(high ? { high } : {}) };
  return { low: from, high: to };
}
