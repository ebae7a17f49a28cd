import { confidenceFloor, type Disposition, type Policy, type Stage } from "../policy/index.ts";
import { firstIds } from "./tally.ts";

/** What happens with a result at a stage: see `disposition` of the policy language. */
export type Handling = Disposition["disposition"];

/** The stage to judge dispositions at, and the confidence that each version asks for there. */
export interface Floors {
  stage: Stage;
  base: number;
  head: number;
}

/** How many decisions are handled so under the base and so under the head. */
export interface HandlingCell {
  from: Handling;
  to: Handling;
  count: number;
  /** Ids of the first few; kept only where from and to differ. */
  examples: string[];
}

/** By from and to. */
export type Handlings = Map<string, HandlingCell>;

export function floorsOf(base: Policy, head: Policy, stage: Stage): Floors {
  const floor = (policy: Policy) => confidenceFloor(policy, stage) ?? Number.NEGATIVE_INFINITY;
  return { stage, base: floor(base), head: floor(head) };
}

/**
 * How a result is handled at a stage; the same as `disposition` says, without its sentence.
 *
 * @param acts whether the case was judged, and its outcome acts
 * @param confidence 0 where the record does not say
 */
export function handling(acts: boolean, confidence: number, floor: number, stage: Stage): Handling {
  if (stage === "audit") return "suggest";
  return acts && confidence >= floor ? "act" : "route";
}

/** Counts decisions; an id is wanted where what happens with them changes. */
export function countHandling(handlings: Handlings, from: Handling, to: Handling, count: number, id?: string): void {
  const key = `${from} ${to}`;
  let cell = handlings.get(key);
  if (!cell) {
    cell = { from, to, count: 0, examples: [] };
    handlings.set(key, cell);
  }
  cell.count += count;
  if (from !== to && id !== undefined) cell.examples = firstIds([...cell.examples, id]);
}
