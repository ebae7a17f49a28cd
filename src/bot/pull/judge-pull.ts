import { type Judgement, judgeApprovals } from "../../governance/approvals/judge.ts";
import type { Workspace } from "../workspace.ts";
import type { Pull } from "./read-pull.ts";
import { type PullState, readSnapshot } from "./read-snapshot.ts";

/** A pull request as it stands, with the judgement of it. */
export interface Judged extends PullState {
  judgement: Judgement;
}

/** Reads an open pull request and judges it. */
export async function judgePull(workspace: Workspace, pull: Pull): Promise<Judged> {
  const state = await readSnapshot(workspace, pull);
  return { ...state, judgement: judgeApprovals(state.snapshot) };
}
