import type { Result } from "../analysis/side-state.ts";
import type { Space } from "../analysis/space.ts";
import { findWitness, type Witness } from "../analysis/witness.ts";
import { type Decision, decide } from "../decide.ts";
import type { Policy } from "../policy.ts";
import type { Area } from "./areas.ts";

/** What one version decides in a region; rule null: no rule applies, so `otherwise`. */
export interface RegionSide {
  rule: string | null;
  outcome: string;
}

/** An area with what both versions decide there, and an input of it that the evaluator confirms, if one was found. */
export interface Located extends Area {
  from: RegionSide;
  to: RegionSide;
  witness: Witness | undefined;
}

/**
 * Finds an input for an area, and the rules that decide it where the area knows only outcomes.
 *
 * @param renamed outcomes of the base that have another name in the head, by which areas speak of them
 */
export function locate(
  area: Area,
  base: Policy,
  head: Policy,
  space: Space,
  renamed: ReadonlyMap<string, string>,
): Located {
  const { from, to } = area.change;
  const confirmed = (input: Witness) => {
    const [was, is] = bothDecide(base, head, input);
    return agrees(from, was, renamed.get(was.outcome)) && agrees(to, is);
  };
  const witness = findWitness(space, area.within, confirmed);
  const [was, is] = witness ? bothDecide(base, head, witness) : [];
  const [original] = [...renamed].find(([, name]) => name === from.outcome) ?? [from.outcome];
  return {
    ...area,
    from: { rule: from.rule ?? was?.rule ?? null, outcome: original },
    to: { rule: to.rule ?? is?.rule ?? null, outcome: to.outcome },
    witness,
  };
}

const bothDecide = (base: Policy, head: Policy, input: Witness): [Decision, Decision] => [
  decide(base, input, { trace: false }),
  decide(head, input, { trace: false }),
];

const agrees = (result: Result, decision: Decision, outcome = decision.outcome): boolean =>
  result.outcome === outcome && (result.rule === undefined || result.rule === decision.rule);
