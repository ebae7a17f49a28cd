import { type Judgement, judgeApprovals } from "../../governance/approvals/judge.ts";
import type { Comment } from "../own-comment.ts";
import type { Workspace } from "../workspace.ts";
import { type Present, readPresent } from "./read-present.ts";
import type { Pull } from "./read-pull.ts";
import { type PullState, readSnapshot } from "./read-snapshot.ts";

/** A pull request as it stands, with the judgement of it. */
export interface Judged extends PullState {
  judgement: Judgement;
}

/** Reads an open pull request and judges it. @param present what of it was read already. */
export async function judgePull(
  workspace: Workspace,
  pull: Pull,
  comments: Comment[],
  present?: Present,
): Promise<Judged> {
  const state = await readSnapshot(workspace, pull, comments, present ?? (await readPresent(workspace, pull)));
  return { ...state, judgement: judgeApprovals(state.snapshot) };
}
