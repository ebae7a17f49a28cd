import { approvalComment, COMMENT_MARK } from "../../governance/approvals/comment.ts";
import { IncompleteTreeError } from "../../repository/repository.ts";
import { answerCommands } from "../commands/answer-commands.ts";
import { type Comment, keepComment, ownComment, readComments } from "../own-comment.ts";
import { remembering, type Workspace } from "../workspace.ts";
import { isJudgedToo } from "./find-pulls.ts";
import { type Judged, judgePull } from "./judge-pull.ts";
import {
  applyCheck,
  type DesiredCheck,
  desiredCheck,
  ownCheck,
  says,
  stopAsking,
  unreadableCheck,
} from "./own-check.ts";
import { checkQueue } from "./queue-checks.ts";
import { readPresent, UnrelatedError } from "./read-present.ts";
import { type Pull, readCheckRuns, readPull } from "./read-pull.ts";
import { recordMerge } from "./record-merge.ts";
import type { CheckRun } from "./replay-state.ts";
import { requestReviews, reviewersToAsk } from "./request-reviews.ts";

/** Makes a pull request show how far it is; once it is merged, records it. */
export async function reconcilePull(workspace: Workspace, number: number): Promise<void> {
  const pull = await readPull(workspace, number);
  const comments = await readConversation(workspace, pull);
  // Commands first: what they change is part of what is judged. One that fails must not keep the check from moving.
  try {
    await answerCommands(workspace, number, comments, pull);
  } finally {
    if (pull.merged) await recordMerge(workspace, pull, comments);
    else if (pull.state === "open") await keepShowing(workspace, pull, comments);
    else await stopAsking(workspace, pull.head.sha);
  }
}

/** The comments; not asked for again while there are as many as before and none is known to be edited. */
async function readConversation(workspace: Workspace, pull: Pull): Promise<Comment[]> {
  return workspace.memory.recall(
    conversationOf(workspace, pull),
    async () => (pull.comments === 0 ? [] : readComments(workspace, pull.number)),
    (known) => known.length === pull.comments,
  );
}

const conversationOf = ({ at }: Workspace, { number }: Pull) => `comments ${at.owner}/${at.repo}#${number}`;

async function keepShowing(workspace: Workspace, pull: Pull, comments: Comment[]): Promise<void> {
  const head = pull.head.sha;
  const judged = await judge(workspace, pull, comments).catch(async (error: unknown) => {
    if (!(error instanceof IncompleteTreeError || error instanceof UnrelatedError)) throw error;
    const present = ownCheck(await readCheckRuns(workspace, head), workspace.self);
    await applyCheck(workspace, { head, askedAt: workspace.now() }, present, unreadableCheck(error));
  });
  if (!judged) return;
  const { snapshot, runs, judgement } = judged;
  const shown = ownCheck(runs, workspace.self);
  const desired = desiredCheck(snapshot, judgement);
  if (decides(shown, desired) && !(await wasOpen(workspace, pull, judged))) {
    return reconcilePull(workspace, pull.number);
  }
  const asked = { head, askedAt: snapshot.askedAt ?? snapshot.now };
  const speaks = judgement.state !== "elsewhere" || !shown || !(await isJudgedToo(workspace, pull));
  const changed = speaks && (await applyCheck(workspace, asked, shown, desired));
  await checkQueue(workspace, pull, judged);
  const present = ownComment(workspace, comments, COMMENT_MARK);
  const governs = judgement.requirements.length > 0 || judgement.blockers.length > 0;
  const text = approvalComment(snapshot, judgement);
  // A comment that says already what the check did not was rewritten by another process since it was read here.
  const anew = changed && present?.body.trimEnd() === text.trimEnd();
  const conversation = anew
    ? await workspace.recall(conversationOf(workspace, pull), () => readComments(workspace, pull.number))
    : comments;
  if (present || governs) await keepComment(workspace, pull.number, conversation, COMMENT_MARK, text);
  const dropped = new Set(judgement.dropped.map(({ user }) => user));
  const answered = snapshot.reviews
    .filter(({ commit, user }) => commit === head && !dropped.has(user))
    .map(({ user }) => user);
  await requestReviews(workspace, pull.number, reviewersToAsk(pull, judgement, answered));
}

/**
 * Whether a pull request was open still when all that it is judged by was read. Where it was merged in between, the base
 * had its content already, so that nothing, or less, would seem to have been approved. GitHub is asked once more, unless
 * the base that it was compared with is the one that the pull request named when it was open: then nothing was merged since.
 */
async function wasOpen(workspace: Workspace, pull: Pull, { snapshot, runs }: Judged): Promise<boolean> {
  const wasGreen = ownCheck(runs, workspace.self)?.conclusion === "success";
  if (!wasGreen && snapshot.pull.base === pull.base.sha) return true;
  return (await readPull(workspace, pull.number)).state === "open";
}

/** Whether this writes or takes away a green check, from which a merge is recorded. */
function decides(shown: CheckRun | undefined, desired: DesiredCheck): boolean {
  const green = desired.conclusion === "success" || shown?.conclusion === "success";
  return green && !(shown && says(shown, desired));
}

/**
 * Judges by the present head, base, reviews and check runs, and by what is remembered of people, pushes and the ledger.
 * What is remembered may keep a check as it is; to turn it green, or a green one red, everything is read anew.
 */
async function judge(workspace: Workspace, pull: Pull, comments: Comment[]): Promise<Judged> {
  const present = await readPresent(workspace, pull);
  const remembered = await judgePull(remembering(workspace), pull, comments, present);
  const desired = desiredCheck(remembered.snapshot, remembered.judgement);
  if (!decides(ownCheck(present.runs, workspace.self), desired)) return remembered;
  return judgePull(workspace, pull, comments, present);
}
