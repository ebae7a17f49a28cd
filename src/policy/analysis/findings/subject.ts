import type { Finding } from "../../finding.ts";
import type { Policy } from "../../policy.ts";
import { stringifyJsonExact } from "../../value/json.ts";
import { pointer } from "../../yaml/locate.ts";
import { type Space, spaceOf } from "../space.ts";
import { type Table, tableOf } from "../table.ts";
import type { Witness } from "../witness.ts";

/** A policy under analysis, and how much of the work that is allowed is left. */
export interface Subject {
  policy: Policy;
  space: Space;
  table: Table;
  /** Blocks of atoms that may still be looked at. */
  left: number;
}

export function subjectOf(policy: Policy, budget: number): Subject {
  const space = spaceOf([policy]);
  return { policy, space, table: tableOf(space, 0), left: budget };
}

/** A finding at the line of a rule. */
export function atRule(
  { policy }: Subject,
  id: string,
  facts: Pick<Finding, "severity" | "code" | "message">,
): Finding {
  return at(
    policy,
    pointer(
      "rules",
      policy.rules.findIndex((rule) => rule.id === id),
    ),
    facts,
  );
}

export function at(policy: Policy, place: string, facts: Pick<Finding, "severity" | "code" | "message">): Finding {
  return { ...facts, ...(policy.file === undefined ? {} : { file: policy.file }), ...policy.locate(place) };
}

/** `, for example {"amount":5}`, or that no example was found, and why there may be none. */
export const example = (witness: Witness | undefined): string =>
  witness
    ? `, for example ${stringifyJsonExact(witness)}`
    : " (no example was found: perhaps the formulas of the derived values leave none)";
