import { type Change, changesBetween } from "../../governance/approvals/changes.ts";
import { contributorsOf } from "../../governance/approvals/contributors.ts";
import { coverageOf, governedContent } from "../../governance/approvals/requirements.ts";
import type { ApprovalSnapshot, PolicyChange, ReleaseChange, Review } from "../../governance/approvals/snapshot.ts";
import type { Raci } from "../../governance/config/types.ts";
import { readInterventions, unsettledPulls } from "../../ledger/intervention-records.ts";
import { openLedger } from "../../ledger/read.ts";
import { readMembers } from "../read-members.ts";
import { readRefUpdates } from "../read-ref-updates.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";
import { ownCheck } from "./own-check.ts";
import { readFindings } from "./read-findings.ts";
import { readPolicies } from "./read-policies.ts";
import { compare, type Pull, readCheckRuns, readReviews } from "./read-pull.ts";
import { readReleases } from "./read-releases.ts";
import { type CheckRun, flipsShownAt, isModel, replayStateOf } from "./replay-state.ts";

export interface PullState {
  snapshot: ApprovalSnapshot;
  /** The check runs on the head, the bot's own among them. */
  runs: CheckRun[];
}

/** Everything that the judgement of an open pull request rests on, read from GitHub; rules come from its base. */
export async function readSnapshot(workspace: Workspace, pull: Pull): Promise<PullState> {
  const { repository, now } = workspace;
  const head = pull.head.sha;
  const [comparison, reviews, runs, ledger, pushers] = await Promise.all([
    compare(workspace, pull.base.ref, head),
    readReviews(workspace, pull.number),
    readCheckRuns(workspace, head),
    openLedger(repository),
    readPushers(workspace, pull),
  ]);
  if (!comparison) throw new Error(`GitHub cannot compare ${pull.base.ref} with ${head}: they share no history.`);
  const [baseTree, mergeBaseTree, headTree] = await Promise.all(
    [comparison.base, comparison.mergeBase, head].map((commit) => repository.tree(commit)),
  );
  const changes = changesBetween(mergeBaseTree!, headTree!);
  const paths = changes.map(({ path }) => path);
  const raci = await readRaci(repository, baseTree!);
  const [{ policies, findings }, releases, fileFindings] = await Promise.all([
    readPolicies(repository, paths, baseTree!, headTree!),
    readReleases(repository, paths, comparison.base, baseTree!, headTree!),
    readFindings(repository, paths, headTree!),
  ]);
  const members = raci.value
    ? await readMembers(workspace, raci.value, rolesOf(raci.value, changes, releases, policies))
    : {};
  const earlier = await readEarlier(workspace, pull, reviews, raci.value);
  const snapshot: ApprovalSnapshot = {
    pull: {
      number: pull.number,
      title: pull.title,
      author: pull.user.login.toLowerCase(),
      head,
      base: comparison.base,
      baseRef: pull.base.ref,
      draft: pull.draft ?? false,
      governed: pull.base.ref === pull.base.repo.default_branch,
    },
    raci: raci.value,
    raciFindings: raci.findings,
    members,
    changes,
    contributors: contributorsOf(pull.user.login, comparison.commits, pushers),
    reviews,
    contentAt: { ...earlier.contentAt, [head]: governedContent(raci.value, changes) },
    flipsAt: earlier.flipsAt,
    policies,
    releases,
    findings: [...findings, ...fileFindings],
    replay: replayStateOf(
      runs,
      head,
      [...policies.map(({ path }) => path), ...paths.filter(isModel)].map((path) => ({
        path,
        baseBlob: baseTree!.get(path)?.id ?? null,
        headBlob: headTree!.get(path)?.id ?? null,
      })),
      baseTree!,
    ),
    interventions: ledger ? await readInterventions(repository, ledger, pull.number) : [],
    unsettled: ledger ? unsettledPulls(ledger) : [],
    askedAt: startOf(ownCheck(runs, workspace.self)),
    now: now(),
    incomplete: comparison.complete
      ? []
      : ["GitHub does not list all commits of this pull request, so not all authors are known. Split it."],
  };
  return { snapshot, runs };
}

/** What the reviewers of other commits saw there: the governed content, and the flips of its replay test. */
async function readEarlier(
  workspace: Workspace,
  pull: Pull,
  reviews: Review[],
  raci: Raci | undefined,
): Promise<Pick<ApprovalSnapshot, "contentAt" | "flipsAt">> {
  const contentAt: Record<string, string> = {};
  const flipsAt: Record<string, string> = {};
  const commits = new Set(reviews.map(({ commit }) => commit).filter((commit) => commit !== null));
  commits.delete(pull.head.sha);
  for (const commit of commits) {
    const comparison = await compare(workspace, pull.base.ref, commit);
    if (!comparison) continue;
    const [from, to] = await Promise.all([comparison.mergeBase, commit].map((id) => workspace.repository.tree(id)));
    contentAt[commit] = governedContent(raci, changesBetween(from!, to!));
    const flips = flipsShownAt(await readCheckRuns(workspace, commit), commit);
    if (flips !== undefined) flipsAt[commit] = flips;
  }
  return { contentAt, flipsAt };
}

/** The roles that the changed files ask for. */
function rolesOf(raci: Raci, changes: Change[], releases: ReleaseChange[], policies: PolicyChange[]): Set<string> {
  const { touched } = coverageOf(raci, changes, releases, policies);
  return new Set(
    touched.flatMap(({ assignment }) => [
      ...assignment.responsible,
      assignment.accountable,
      ...assignment.consulted,
      ...assignment.informed,
    ]),
  );
}

/** Who pushed the head: whoever owns a fork that the app cannot see may have. */
async function readPushers(workspace: Workspace, { head }: Pull): Promise<string[]> {
  if (!head.repo) return [];
  const at = { owner: head.repo.owner.login, repo: head.repo.name };
  const updates = await readRefUpdates(workspace, at, head.ref);
  if (!updates) return [head.repo.owner.login];
  return updates.flatMap(({ after, actor }) => (after === head.sha && actor ? [actor] : []));
}

function startOf(run: CheckRun | undefined): Date | undefined {
  return run?.started_at ? new Date(run.started_at) : undefined;
}
