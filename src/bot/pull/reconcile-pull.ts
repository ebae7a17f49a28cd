import { approvalComment, COMMENT_MARK } from "../../governance/approvals/comment.ts";
import { judgeApprovals } from "../../governance/approvals/judge.ts";
import { answerCommands } from "../commands/answer-commands.ts";
import { type Comment, keepComment, ownComment, readComments } from "../own-comment.ts";
import type { Workspace } from "../workspace.ts";
import { applyCheck, desiredCheck, ownCheck } from "./own-check.ts";
import { type Pull, readPull } from "./read-pull.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { recordMerge } from "./record-merge.ts";
import { requestReviews, reviewersToAsk } from "./request-reviews.ts";

/** Makes a pull request show how far it is; once it is merged, records it. */
export async function reconcilePull(workspace: Workspace, number: number): Promise<void> {
  const [pull, comments] = await Promise.all([readPull(workspace, number), readComments(workspace, number)]);
  if (pull.merged) await recordMerge(workspace, pull, comments);
  else if (pull.state === "open") await judge(workspace, pull, comments);
  await answerCommands(workspace, number, comments);
}

async function judge(workspace: Workspace, pull: Pull, comments: Comment[]): Promise<void> {
  const { snapshot, runs } = await readSnapshot(workspace, pull);
  const judgement = judgeApprovals(snapshot);
  await applyCheck(workspace, snapshot, ownCheck(runs, workspace.self), desiredCheck(snapshot, judgement));
  const present = ownComment(workspace, comments, COMMENT_MARK);
  const governs = judgement.requirements.length > 0 || judgement.blockers.length > 0;
  if (present || governs) await keepComment(workspace, pull.number, present, approvalComment(snapshot, judgement));
  const answered = snapshot.reviews.filter(({ commit }) => commit === pull.head.sha).map(({ user }) => user);
  await requestReviews(workspace, pull.number, reviewersToAsk(pull, judgement, answered));
}
