import { changesBetween } from "../../governance/approvals/changes.ts";
import { headline } from "../../governance/approvals/headline.ts";
import { governedContent } from "../../governance/approvals/requirements.ts";
import { statusOf } from "../../repository/github-repository.ts";
import type { Tree } from "../../repository/repository.ts";
import type { Workspace } from "../workspace.ts";
import { pullsOfCommit } from "./find-pulls.ts";
import type { Judged } from "./judge-pull.ts";
import { APPROVALS_CHECK, ownCheck, ownChecks } from "./own-check.ts";
import { compare, type Pull, readCheckRuns } from "./read-pull.ts";

const QUEUE = "gh-readonly-queue";

/** The pull request of a merge group's branch, `refs/heads/gh-readonly-queue/main/pr-7-<base>`. */
export function queuedPull(ref: string): number | undefined {
  const number = new RegExp(`^refs/heads/${QUEUE}/.+/pr-(\\d+)-[0-9a-f]{40,64}$`).exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * Judges the merge groups in which a pull request waits. A group passes when the pull request is approved as it stands
 * now, and the group brings exactly the content that was approved, on top of the default branch or of another group
 * that passed. Being in the queue proves neither: approvals fall while it waits, and branches can be named like GitHub's.
 */
export async function checkQueue(
  workspace: Workspace,
  pull: Pull,
  { snapshot, judgement, runs }: Judged,
): Promise<void> {
  const own = ownChecks(runs, workspace.self);
  // GitHub queues what was green once, and a check that is not completed never was.
  const mayWait =
    judgement.state === "approved"
      ? own.some(({ status }) => status === "completed")
      : own.some(({ conclusion }) => conclusion === "success");
  if (!snapshot.pull.governed || !mayWait) return;
  for (const { base, head } of await readGroups(workspace, pull)) {
    const [from, to] = await Promise.all([treeOf(workspace, base), workspace.repository.tree(head)]);
    // A branch may be named after a commit that is none, and point to the head of a pull request, whose check is its own.
    if (!from || (await pullsOfCommit(workspace.octokit, workspace.at, head)).length > 0) {
      workspace.log.warn(`A branch pr-${pull.number}-${base} in ${QUEUE}/ is no merge group of GitHub's.`);
      continue;
    }
    const content = governedContent(snapshot.raci, changesBetween(from, to));
    const why =
      judgement.state !== "approved"
        ? `#${pull.number} is not approved: ${headline(judgement)}`
        : content !== judgement.content
          ? `This group brings other content than was approved on #${pull.number}`
          : (await stands(workspace, pull, base))
            ? undefined
            : "This group stands on commits that nobody approved";
    await report(workspace, head, pull.number, content, why);
  }
}

/** The files of a commit; undefined where there is none of that name. */
async function treeOf({ repository }: Workspace, commit: string): Promise<Tree | undefined> {
  return repository.tree(commit).catch((error: unknown) => {
    if (statusOf(error) === 404 || statusOf(error) === 422) return undefined;
    throw error;
  });
}

async function readGroups({ octokit, at }: Workspace, pull: Pull): Promise<{ base: string; head: string }[]> {
  const { data } = await octokit.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
    ...at,
    ref: `heads/${QUEUE}/${pull.base.ref}/pr-${pull.number}-`,
  });
  return data
    .filter(({ ref }) => queuedPull(ref) === pull.number)
    .map(({ ref, object }) => ({ base: ref.slice(ref.lastIndexOf("-") + 1), head: object.sha }));
}

/** Whether a commit is of the default branch, or a group that passed. */
async function stands(workspace: Workspace, pull: Pull, commit: string): Promise<boolean> {
  const comparison = await compare(workspace, pull.base.ref, commit);
  if (comparison?.mergeBase === commit) return true;
  return ownCheck(await readCheckRuns(workspace, commit), workspace.self)?.conclusion === "success";
}

async function report(
  workspace: Workspace,
  head: string,
  number: number,
  content: string,
  why: string | undefined,
): Promise<void> {
  const { octokit, at, self } = workspace;
  const title = why ?? `Approved as #${number}`;
  const present = ownCheck(await readCheckRuns(workspace, head), self);
  if (present?.output.title === title) return;
  await octokit.request("POST /repos/{owner}/{repo}/check-runs", {
    ...at,
    name: APPROVALS_CHECK,
    head_sha: head,
    status: "completed",
    conclusion: why ? "action_required" : "success",
    external_id: content,
    output: { title, summary: `Judged as part of the merge queue, by the approvals of #${number}.` },
  });
}
