import { approvalComment, COMMENT_MARK } from "../../governance/approvals/comment.ts";
import { answerCommands } from "../commands/answer-commands.ts";
import { type Comment, keepComment, ownComment, readComments } from "../own-comment.ts";
import type { Workspace } from "../workspace.ts";
import { judgePull } from "./judge-pull.ts";
import { applyCheck, desiredCheck, ownCheck } from "./own-check.ts";
import { checkQueue } from "./queue-checks.ts";
import { type Pull, readPull } from "./read-pull.ts";
import { recordMerge } from "./record-merge.ts";
import { requestReviews, reviewersToAsk } from "./request-reviews.ts";

/** Makes a pull request show how far it is; once it is merged, records it. */
export async function reconcilePull(workspace: Workspace, number: number): Promise<void> {
  const [pull, comments] = await Promise.all([readPull(workspace, number), readComments(workspace, number)]);
  // Commands first: what they change is part of what is judged. One that fails must not keep the check from moving.
  try {
    await answerCommands(workspace, number, comments, pull);
  } finally {
    if (pull.merged) await recordMerge(workspace, pull, comments);
    else if (pull.state === "open") await judge(workspace, pull, comments);
  }
}

async function judge(workspace: Workspace, pull: Pull, comments: Comment[]): Promise<void> {
  const judged = await judgePull(workspace, pull);
  const { snapshot, runs, judgement } = judged;
  await applyCheck(workspace, snapshot, ownCheck(runs, workspace.self), desiredCheck(snapshot, judgement));
  await checkQueue(workspace, pull, judged);
  const present = ownComment(workspace, comments, COMMENT_MARK);
  const governs = judgement.requirements.length > 0 || judgement.blockers.length > 0;
  if (present || governs) await keepComment(workspace, pull.number, present, approvalComment(snapshot, judgement));
  const answered = snapshot.reviews.filter(({ commit }) => commit === pull.head.sha).map(({ user }) => user);
  await requestReviews(workspace, pull.number, reviewersToAsk(pull, judgement, answered));
}
