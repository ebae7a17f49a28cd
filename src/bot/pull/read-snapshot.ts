import { changesBetween, divergedFrom } from "../../governance/approvals/changes.ts";
import { believed } from "../../governance/approvals/interventions.ts";
import { coverageOf, governedContent } from "../../governance/approvals/requirements.ts";
import type { ApprovalSnapshot, ReleaseChange, Review } from "../../governance/approvals/snapshot.ts";
import type { Raci } from "../../governance/config/types.ts";
import { readInterventions, unsettledPulls } from "../../ledger/intervention-records.ts";
import { openLedger } from "../../ledger/read.ts";
import { answeredComments, lastAnswer } from "../commands/answer-commands.ts";
import type { Comment } from "../own-comment.ts";
import { readMembers } from "../read-members.ts";
import { readLedger, readVersions } from "../read-refs.ts";
import { readRaci } from "../read-rules.ts";
import { remembering, type Workspace } from "../workspace.ts";
import { readAskedAt } from "./asked-at.ts";
import { readIncomplete } from "./incomplete.ts";
import { readContributors } from "./read-contributors.ts";
import { readFindings } from "./read-findings.ts";
import { readPolicies } from "./read-policies.ts";
import { checksOf, mergeBaseOf, type Present } from "./read-present.ts";
import { readProposal } from "./read-proposal.ts";
import { compare, type Pull, readCheckRuns } from "./read-pull.ts";
import { readReleases } from "./read-releases.ts";
import { type CheckRun, flipsShownAt, isModel, replayStateOf } from "./replay-state.ts";

export interface PullState {
  snapshot: ApprovalSnapshot;
  /** The check runs on the head, the bot's own among them. */
  runs: CheckRun[];
}

/** Everything that the judgement of an open pull request rests on, read from GitHub; rules come from its base. */
export async function readSnapshot(
  workspace: Workspace,
  pull: Pull,
  comments: Comment[],
  { comparison, reviews, runs }: Present,
): Promise<PullState> {
  const { repository, now } = workspace;
  const head = pull.head.sha;
  const [ledger, contributors] = await Promise.all([
    readLedger(workspace, lastAnswer(workspace, comments)),
    readContributors(workspace, pull, comparison.commits),
  ]);
  const [baseTree, mergeBaseTree, headTree] = await Promise.all(
    [comparison.base, comparison.mergeBase, head].map((commit) => repository.tree(commit)),
  );
  const changes = changesBetween(mergeBaseTree!, headTree!);
  const paths = changes.map(({ path }) => path);
  const raci = await readRaci(repository, baseTree!);
  // The version is counted again on the merge; here it is a forecast.
  const tags = (id: string) => readVersions(remembering(workspace), id);
  const [{ policies, findings }, { releases, findings: releaseFindings }, fileFindings, proposed] = await Promise.all([
    readPolicies(repository, paths, baseTree!, headTree!, tags),
    readReleases(repository, paths, comparison.base, baseTree!, headTree!, tags),
    readFindings(repository, paths, headTree!),
    readProposal(workspace, paths, baseTree!, headTree!),
  ]);
  const members = raci.value ? await readRoles(workspace, raci.value, { changes, releases, policies }) : {};
  const content = governedContent(raci.value, changes);
  const earlier = await readEarlier(workspace, comparison.base, pull, reviews, raci.value);
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
    diverged: divergedFrom(baseTree!, changes),
    contributors,
    reviews: reviews.map((review) => withFlips(review, { ...earlier.runsAt, [head]: runs })),
    contentAt: { ...earlier.contentAt, [head]: content },
    policies,
    releases,
    findings: [...findings, ...releaseFindings, ...fileFindings, ...(proposed?.findings ?? [])],
    ...(proposed ? { proposal: proposed.proposal } : {}),
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
    interventions: believed(
      ledger ? await readInterventions(repository, ledger, pull.number) : [],
      answeredComments(workspace, comments),
    ),
    unsettled: await readUnsettled(workspace, releases),
    askedAt: await readAskedAt(workspace, pull, runs, content),
    now: now(),
    incomplete: await readIncomplete(workspace, pull, comparison),
  };
  return { snapshot, runs };
}

/** A review, with the flips that its author had been shown. */
function withFlips(review: Review, runsAt: Record<string, CheckRun[]>): Review {
  const { commit, at } = review;
  const flips = commit === null ? undefined : flipsShownAt(runsAt[commit] ?? [], commit, at);
  return flips === undefined ? review : { ...review, flips };
}

/** What the reviewers of other commits saw there: the governed content, and the check runs with the replay test. */
async function readEarlier(
  workspace: Workspace,
  base: string,
  pull: Pull,
  reviews: Review[],
  raci: Raci | undefined,
): Promise<{ contentAt: ApprovalSnapshot["contentAt"]; runsAt: Record<string, CheckRun[]> }> {
  const contentAt: Record<string, string> = {};
  const runsAt: Record<string, CheckRun[]> = {};
  const commits = new Set(reviews.map(({ commit }) => commit).filter((commit) => commit !== null));
  commits.delete(pull.head.sha);
  for (const commit of commits) {
    const mergeBase = await workspace.facts.recall(
      mergeBaseOf(workspace, base, commit),
      async () => (await compare(workspace, base, commit))?.mergeBase,
      (found) => found !== undefined,
    );
    if (!mergeBase) continue;
    const [from, to] = await Promise.all([mergeBase, commit].map((id) => workspace.repository.tree(id)));
    contentAt[commit] = governedContent(raci, changesBetween(from!, to!));
    runsAt[commit] = await workspace.recall(checksOf(workspace, commit), () => readCheckRuns(workspace, commit));
  }
  return { contentAt, runsAt };
}

/** Who holds the roles that the changed files ask for. */
async function readRoles(
  workspace: Workspace,
  raci: Raci,
  { changes, releases, policies }: Pick<ApprovalSnapshot, "changes" | "releases" | "policies">,
): Promise<ApprovalSnapshot["members"]> {
  const assignments = coverageOf(raci, changes, releases, policies).touched.map(({ assignment }) => assignment);
  const deciding = new Set(
    assignments.flatMap(({ responsible, accountable, consulted }) => [...responsible, accountable, ...consulted]),
  );
  const told = new Set(assignments.flatMap(({ informed }) => informed).filter((role) => !deciding.has(role)));
  const [a, b] = await Promise.all([
    readMembers(workspace, raci, deciding),
    // They decide nothing.
    readMembers(remembering(workspace), raci, told),
  ]);
  return { ...a, ...b };
}

/** What is owed keeps only promotions from being merged. */
async function readUnsettled({ repository }: Workspace, releases: ReleaseChange[]): Promise<number[]> {
  if (!releases.some(({ kind }) => kind === "promotion")) return [];
  const ledger = await openLedger(repository);
  return ledger ? unsettledPulls(ledger) : [];
}
