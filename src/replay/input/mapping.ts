import type { Policy, Type } from "../../policy/index.ts";
import type { Mapping } from "./rows.ts";

/**
 * What the columns of a table mean for these versions: where both have an input, the last one's type counts.
 *
 * @param weigh an input that decisions are weighed by, which the policies need not read
 */
export function mappingFor(versions: readonly Policy[], columns: Record<string, string> = {}, weigh?: string): Mapping {
  const inputs = new Map<string, Type>(weigh === undefined ? [] : [[weigh, "number"]]);
  for (const { inputs: declared } of versions)
    for (const [name, { type }] of Object.entries(declared)) inputs.set(name, type);
  return { inputs, columns: new Map(Object.entries(columns)) };
}
