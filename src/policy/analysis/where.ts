import { formatValue, sameValue, type Value } from "../value/value.ts";
import { bitReader } from "./bits.ts";
import { type Listed, listed } from "./runs.ts";
import type { Space, SpaceColumn } from "./space.ts";

/** A box as a rule would write it: a unary test for each column that it restricts, and whether the tests say it exactly. */
export function whereOf(space: Space, box: readonly bigint[]): { where: Record<string, string>; exact: boolean } {
  const where: Record<string, string> = {};
  let exact = true;
  for (const [i, column] of space.columns.entries()) {
    if (!restricts(column, box[i]!)) continue;
    const list = listed(column, box[i]!);
    exact &&= list.exact && column.exact;
    where[column.name] = testText(column, box[i]!, list);
  }
  return { where, exact };
}

/** Whether a set leaves out anything that some policy judges. */
export const restricts = (column: SpaceColumn, set: bigint): boolean => (column.relevant & ~set) !== 0n;

/** The single values, null among them, that a set leaves out, if that is all that it leaves out. */
export function leftOut({ atoms, relevant }: SpaceColumn, set: bigint): Value[] | undefined {
  const missing = bitReader(relevant & ~set);
  const rest = atoms.filter((_, i) => missing(i));
  return rest.every(({ kind }) => kind === "null" || kind === "value") ? rest.map(({ sample }) => sample) : undefined;
}

function testText(column: SpaceColumn, set: bigint, list: Listed): string {
  const out = leftOut(column, set);
  if (out && shorterAsNot(column, set, out)) return `not(${out.map(formatValue).join(", ")})`;
  if (list.textsBut)
    return list.textsBut.length > 0 ? `not(${list.textsBut.map(formatValue).join(", ")})` : "not(null)";
  const items = [
    ...(list.missing ? ["null"] : []),
    ...list.values.map(formatValue),
    ...list.stretches.map(({ low, high }) => {
      if (low && high) {
        if (sameValue(low.value, high.value)) return formatValue(low.value);
        return `${low.closed ? "[" : "("}${formatValue(low.value)}..${formatValue(high.value)}${high.closed ? "]" : ")"}`;
      }
      if (low) return `${low.closed ? ">=" : ">"} ${formatValue(low.value)}`;
      return high ? `${high.closed ? "<=" : "<"} ${formatValue(high.value)}` : "not(null)";
    }),
  ];
  return items.join(", ");
}

/** `not("a")` rather than what remains: where texts that nobody names remain, or where the rest is no short list. */
export function shorterAsNot({ atoms, relevant }: SpaceColumn, set: bigint, out: readonly Value[]): boolean {
  const has = bitReader(set & relevant);
  const rest = atoms.filter((_, i) => has(i));
  if (rest.some(({ kind }) => kind === "text")) return true;
  if (rest.length === 0 || out.length > 2) return false;
  return out.every((value) => value === null) || (rest.some(({ kind }) => kind === "open") && out.length === 1);
}
