import { isDecimal, simplest } from "../value/decimal.ts";
import type { Value } from "../value/value.ts";
import { derivedColumn } from "./derived-column.ts";
import { inSet } from "./in-set.ts";
import { pick } from "./pick.ts";
import { bringInto, type Wanted } from "./solve.ts";
import type { Space } from "./space.ts";

/** An input as a decision record would hold it, by name. */
export type Witness = Record<string, Value>;

/** How many starting points to try where derived values restrict a box. */
const TRIES = 60;

/**
 * An input inside a box, if one is found that `accept` (the evaluator's word) agrees with. Inputs are picked from their own
 * columns; where the box restricts derived values, inputs are searched for that give them: from several starting points, one
 * formula after another is undone for one of its inputs. Finding none is no proof that there is none.
 */
export function findWitness(
  space: Space,
  box: readonly bigint[],
  accept: (input: Witness) => boolean,
): Witness | undefined {
  if (box.includes(0n)) return undefined;
  const wanted = space.columns.map((column, i): Wanted => ({ column, set: box[i]! }));
  const derived = wanted.filter(({ column }) => column.kind === "derived");
  const inputs = wanted.filter(({ column }) => column.kind === "input");
  for (let attempt = 0; attempt < (derived.length === 0 ? 1 : TRIES); attempt++) {
    const input: Witness = {};
    for (const [i, { column, set }] of inputs.entries()) input[column.name] = pick(column, set, attempt, i);
    for (const one of derived) bringInto(space, one, input, inputs, attempt);
    const inside = derived.every(({ column, set }) => inSet(column, set, derivedColumn(space, column, input).value));
    if (inside && accept(input)) return tidy(input);
  }
  return undefined;
}

const tidy = (input: Witness): Witness =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isDecimal(value) ? simplest(value) : value]));
