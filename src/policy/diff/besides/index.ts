import type { Policy } from "../../policy.ts";
import type { Beside } from "./beside.ts";
import { columns } from "./columns.ts";
import { facts } from "./facts.ts";
import { floors } from "./floors.ts";
import { outcomes } from "./outcomes.ts";
import { rules } from "./rules.ts";

export type { Beside } from "./beside.ts";

/**
 * Everything that differs besides which case gets which outcome: floors, outcomes, columns, texts, how it is written.
 *
 * @param renamed outcomes of the base that have another name in the head
 * @param mentioned ids of rules that regions speak of, so that nothing more need be said of their tests
 */
export function besides(
  base: Policy,
  head: Policy,
  renamed: ReadonlyMap<string, string>,
  mentioned: ReadonlySet<string>,
): Beside[] {
  return [
    ...floors(base, head),
    ...outcomes(base, head, renamed),
    ...columns(base, head),
    ...facts(base, head),
    ...rules(base, head, renamed, mentioned),
  ];
}
