import type { Expression } from "../feel/ast.ts";
import type { Value } from "../value/value.ts";
import { derivedColumn } from "./derived-column.ts";
import { inSet } from "./in-set.ts";
import { invert, mentions } from "./invert.ts";
import { pick } from "./pick.ts";
import type { Space, SpaceColumn } from "./space.ts";

/** A column with the set of its atoms that is allowed. */
export interface Wanted {
  column: SpaceColumn;
  set: bigint;
}

/** How often one input is worked out anew from the value it was given last. */
const ROUNDS = 5;
/** How many derived values behind one another are undone. */
const MOST_DERIVED = 3;

/**
 * Changes one input, in place, so that a derived value falls into its set, if some input can.
 *
 * @param attempt turns the order in which inputs and ways are tried
 */
export function bringInto(
  space: Space,
  { column, set }: Wanted,
  input: Record<string, Value>,
  inputs: readonly Wanted[],
  attempt: number,
): void {
  const reached = () => inSet(column, set, derivedColumn(space, column, input).value);
  if (reached()) return;
  const wanted = pick(column, set, attempt, 7);
  const turned = inputs.map((_, i) => inputs[(i + attempt) % inputs.length]!);
  for (const other of turned) {
    const { name } = other.column;
    const before = input[name] ?? null;
    const ways = candidates(space, column, name, wanted, input).length;
    for (let i = 0; i < ways; i++) {
      const way = (i + (attempt >> 1)) % ways;
      // Where the formula names the input twice, what was undone moves the target; a few rounds mostly settle it.
      for (let round = 0; round < ROUNDS; round++) {
        const candidate = candidates(space, column, name, wanted, input)[way];
        if (candidate === undefined) break;
        input[name] = candidate;
        if (inSet(other.column, other.set, candidate) && reached()) return;
      }
      input[name] = before;
    }
  }
}

/** Values of an input that may give a derived column the wanted value, straight or through other derived values. */
function candidates(
  space: Space,
  column: SpaceColumn,
  name: string,
  wanted: Value,
  input: Readonly<Record<string, Value>>,
): Value[] {
  if (wanted === null) return [null, 0];
  const { expression, policy, compute } = derivedColumn(space, column, input);
  const undo = (formula: Expression, value: Value, depth: number): Value[] => {
    const direct = invert(formula, name, value, compute);
    if (depth === MOST_DERIVED) return direct;
    const through = Object.entries(policy.derived).filter(([other]) => mentions(formula, other));
    const others = through.flatMap(([other, inner]) =>
      invert(formula, other, value, compute)
        .slice(0, 4)
        .flatMap((one) => undo(inner.expression, one, depth + 1)),
    );
    return [...direct, ...others].slice(0, 20);
  };
  return undo(expression, wanted, 0);
}
