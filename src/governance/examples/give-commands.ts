import type { Intervention } from "../approvals/interventions.ts";
import { judgeApprovals } from "../approvals/judge.ts";
import { refusal } from "../approvals/may-command.ts";
import type { ApprovalSnapshot } from "../approvals/snapshot.ts";
import type { RaciExample } from "../config/types.ts";

const KINDS: Record<RaciExample["commands"][number]["command"], Intervention["kind"]> = {
  answer: "answer",
  hold: "hold",
  unhold: "hold-lifted",
  object: "objection",
  "object withdrawn": "objection-withdrawn",
  "break-glass": "break-glass",
};

/**
 * Gives an example's commands one after the other, by whoever may at that moment.
 * @returns the pull request as it stands then, and whose commands were refused.
 */
export function giveCommands(
  snapshot: ApprovalSnapshot,
  commands: RaciExample["commands"],
): { snapshot: ApprovalSnapshot; refused: string[] } {
  const interventions: Intervention[] = [];
  const refused: string[] = [];
  const told = { ...snapshot, interventions };
  commands.forEach(({ by, command, outdated }, index) => {
    const kind = KINDS[command];
    const judgement = judgeApprovals(told);
    // After the reviews, of which each takes a second.
    const at = new Date(snapshot.askedAt!.getTime() + (snapshot.reviews.length + index) * 1000).toISOString();
    if (refusal({ kind, by, at, members: snapshot.members }, told, judgement)) refused.push(by);
    else
      interventions.push({
        kind,
        by,
        at,
        because: "so the example says",
        content: outdated ? "other content" : judgement.content,
      });
  });
  return { snapshot: told, refused };
}
