import { asksPeople } from "../../governance/approvals/asking.ts";
import { approvalSummary } from "../../governance/approvals/comment.ts";
import { headline } from "../../governance/approvals/headline.ts";
import type { Judgement } from "../../governance/approvals/judge.ts";
import type { ApprovalSnapshot } from "../../governance/approvals/snapshot.ts";
import { approvalsStatement } from "../../governance/approvals/statement.ts";
import { statementBlock, statementId } from "../../replay/index.ts";
import { escapeMarkdown, fitGitHub } from "../../text/index.ts";
import type { Self, Workspace } from "../workspace.ts";
import { readCheckRuns } from "./read-pull.ts";
import type { CheckRun } from "./replay-state.ts";

export const APPROVALS_CHECK = "countersign/approvals";

/** The `external_id` of a check for which nobody is asked; of another that is not green, it names the content. */
const NOT_ASKED = "not-asked";

/** What the check run should say. */
export interface DesiredCheck {
  /** `in_progress`: people are awaited. GitHub lets `neutral` and `skipped` pass, so neither is ever used. */
  status: "in_progress" | "completed";
  conclusion: "success" | "action_required" | undefined;
  external_id: string;
  output: { title: string; summary: string; text: string };
}

const CONCLUSIONS: Partial<Record<Judgement["state"], "success" | "action_required">> = {
  approved: "success",
  blocked: "action_required",
};

/** The approvals checks of this app on a commit, newest first: one that fell from green has a successor. */
export function ownChecks(runs: CheckRun[], self: Self): CheckRun[] {
  return runs.filter(({ name, app }) => name === APPROVALS_CHECK && app?.id === self.id).sort((a, b) => b.id - a.id);
}

/** The newest of them. */
export function ownCheck(runs: CheckRun[], self: Self): CheckRun | undefined {
  return ownChecks(runs, self)[0];
}

export function desiredCheck(snapshot: ApprovalSnapshot, judgement: Judgement): DesiredCheck {
  const conclusion = CONCLUSIONS[judgement.state];
  const statement = judgement.state === "approved" ? approvalsStatement(snapshot, judgement) : undefined;
  const text = statement ? `What was approved, for machines:\n\n${statementBlock(statement)}` : "";
  // Without its statement an approval could not be recorded, so it is none.
  if (text !== fitGitHub(text)) return { ...TOO_MUCH, external_id: judgement.content };
  return {
    status: conclusion ? "completed" : "in_progress",
    conclusion,
    external_id: statement ? statementId(statement) : asksPeople(snapshot.pull) ? judgement.content : NOT_ASKED,
    output: { title: headline(judgement), summary: fitGitHub(approvalSummary(snapshot, judgement)), text },
  };
}

const TOO_MUCH: Omit<DesiredCheck, "external_id"> = {
  status: "completed",
  conclusion: "action_required",
  output: {
    title: "Too much for one record: split this pull request",
    summary: "It changes so many policies that GitHub's check run cannot hold what would be approved.",
    text: "",
  },
};

/** The check of a pull request that cannot be read whole, with the reason. */
export function unreadableCheck({ message }: Error): DesiredCheck {
  const summary = `${escapeMarkdown(message)} Nobody's approval can help before; make it smaller, or split it.`;
  return {
    status: "completed",
    conclusion: "action_required",
    external_id: NOT_ASKED,
    output: { title: "This cannot be judged", summary, text: "" },
  };
}

/**
 * Makes the check run on the head say what it should.
 * @param askedAt when people were first asked about this content; the check begins then, which is how it is known later.
 * @returns whether it did not say so already. */
export async function applyCheck(
  { octokit, at }: Workspace,
  { head, askedAt }: { head: string; askedAt: Date },
  present: CheckRun | undefined,
  desired: DesiredCheck,
): Promise<boolean> {
  if (present && says(present, desired)) return false;
  const { conclusion, ...rest } = desired;
  const started_at = askedAt.toISOString();
  const body = { ...at, name: APPROVALS_CHECK, ...rest, started_at, ...(conclusion ? { conclusion } : {}) };
  // A completed run stays completed on GitHub, so an approval that fell needs a new run, which takes the old one's place.
  if (!present || (present.status === "completed" && !conclusion)) {
    await octokit.request("POST /repos/{owner}/{repo}/check-runs", { ...body, head_sha: head });
  } else {
    await octokit.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      ...body,
      check_run_id: present.id,
    });
  }
  return true;
}

/** Whether a check run says already what it should. */
export function says(present: CheckRun, desired: DesiredCheck): boolean {
  return (
    present.status === desired.status &&
    (present.external_id ?? "") === desired.external_id &&
    (present.conclusion ?? undefined) === desired.conclusion &&
    (present.output.title ?? "") === desired.output.title &&
    (present.output.summary ?? "") === desired.output.summary &&
    (present.output.text ?? "") === desired.output.text
  );
}

/** Nobody is asked about a closed pull request: one that is opened again, or anew, begins with all the time to answer. */
export async function stopAsking(workspace: Workspace, head: string): Promise<void> {
  const { octokit, at, self } = workspace;
  const present = ownCheck(await readCheckRuns(workspace, head), self);
  if (!present || present.conclusion === "success" || present.external_id === NOT_ASKED) return;
  await octokit.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...at,
    check_run_id: present.id,
    external_id: NOT_ASKED,
  });
}
