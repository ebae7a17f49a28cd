import { confidenceFloor } from "../../disposition.ts";
import type { Policy } from "../../policy.ts";
import type { Stage } from "../../stage.ts";
import { listOf } from "../../words/quantity.ts";
import type { Beside } from "./beside.ts";

/** Confidence floors that moved: a lower one lets the system act on more cases. */
export function floors(base: Policy, head: Policy): Beside[] {
  const stages = ["assist", "automate", "optimize"] as const satisfies readonly Stage[];
  const moved = stages.flatMap((stage) => {
    const [from, to] = [confidenceFloor(base, stage), confidenceFloor(head, stage)];
    return (from ?? 0) === (to ?? 0) ? [] : [{ stage, from, to }];
  });
  return moved.flatMap(({ stage, from, to }, i): Beside[] => {
    const same = moved.filter((other) => other.from === from && other.to === to).map((other) => other.stage);
    // A stage without its own floor has that of the stage before it: one sentence for both.
    if (moved.findIndex((other) => other.from === from && other.to === to) !== i) return [];
    const lower = (to ?? 0) < (from ?? 0);
    const now = to === undefined ? "whatever the confidence" : `from a confidence of ${to} on`;
    const words = `At the stage${same.length > 1 ? "s" : ""} ${listOf(same, "and")} the system now acts ${now} (before: ${from === undefined ? "any" : `from ${from}`}), so ${lower ? "fewer" : "more"} cases go to a person.`;
    return [{ what: `confidence/${stage}`, class: lower ? "major" : "minor", words, ...(lower ? { acts: true } : {}) }];
  });
}
