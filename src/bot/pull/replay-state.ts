import type { ReplayState } from "../../governance/approvals/snapshot.ts";
import { stagesPath } from "../../governance/config/layout.ts";
import { readStatement, type Statement } from "../../replay/index.ts";
import type { Tree } from "../../repository/repository.ts";

export const REPLAY_CHECK = "countersign/replay";

/** The app under which workflows run. Its slug is GitHub's own on github.com and on GitHub Enterprise Server. */
const GITHUB_ACTIONS = "github-actions";

/** A check run as the REST API lists it, as far as it is read here. */
export interface CheckRun {
  id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  html_url?: string | null;
  app: { id?: number; slug?: string } | null;
  output: { title: string | null; summary: string | null; text: string | null };
  external_id?: string | null;
  started_at?: string | null;
  completed_at?: string | null;
}

/** Whether a file names a model: another model decides otherwise as another policy does, so it is replayed too. */
export const isModel = (path: string): boolean => /^models\/[^/]+\.yaml$/.test(path);

/** A policy or model file as base and head have it, by git blob id. */
export interface ExpectedPolicy {
  path: string;
  baseBlob: string | null;
  headBlob: string | null;
}

/**
 * What is known of the replay test on a head. Believed only from GitHub Actions, for this very head, for the policy bytes
 * that the bot sees on both sides, and for the gates and stages that the base has now: anybody else's check run of the
 * same name is as good as none. Decisions that the base has gained since do not outdate it, or it would never hold.
 *
 * @param base the files of the base
 */
export function replayStateOf(runs: CheckRun[], head: string, expected: ExpectedPolicy[], base: Tree): ReplayState {
  if (expected.length === 0) return { state: "not-needed" };
  const [newest, ...older] = replaysOf(runs, head).map((run) => stateOf(run, head, expected, base));
  if (!newest) return { state: "missing", reason: "the replay test has not run yet" };
  if (newest.state !== "pass") return newest;
  // Whoever may push can have GitHub Actions run a workflow of theirs, and say what they like under this name. They cannot
  // unsay what the test itself found, and the test gives the same for the same.
  return older.find(({ state }) => state === "fail") ?? older.find(({ state }) => state === "inconclusive") ?? newest;
}

function stateOf(run: CheckRun, head: string, expected: ExpectedPolicy[], base: Tree): ReplayState {
  if (run.status !== "completed") return { state: "missing", reason: "the replay test is running" };
  const statement = statementOf(run);
  if (!statement || statement.head !== head || !statement.rules?.some(({ path }) => path === stagesPath)) {
    return { state: "missing", reason: "the replay test ended without saying what it tested: run it again" };
  }
  for (const { path, baseBlob, headBlob } of expected) {
    const tested = statement.policies.find((policy) => policy.path === path);
    if (tested?.base_blob !== baseBlob || tested.head_blob !== headBlob) {
      return { state: "missing", reason: `the replay test saw another ${path}: update the branch to run it again` };
    }
  }
  const outdated = statement.rules.find(({ path, blob }) => (base.get(path)?.id ?? null) !== blob);
  if (outdated) {
    const reason = `${outdated.path} has changed on the base branch since the replay test: update the branch to run it again`;
    return { state: "missing", reason };
  }
  const sum = (pick: (policy: Statement["policies"][number]) => number) =>
    statement.policies.reduce((total, policy) => total + pick(policy), 0);
  return {
    state: run.conclusion === "success" ? statement.verdict : statement.verdict === "pass" ? "fail" : statement.verdict,
    title: run.output.title ?? "",
    url: run.html_url ?? undefined,
    flipsDigest: flipsDigestOf(statement),
    decisions: sum(({ decisions }) => decisions),
    flips: sum(({ flips }) => flips.count),
    towardHuman: sum(({ flips }) => flips.toward_human),
    awayFromHuman: sum(({ flips }) => flips.away_from_human),
  };
}

/** The digest of the flips that were shown on a commit by some time; undefined where no replay test had ended there. */
export function flipsShownAt(runs: CheckRun[], head: string, time: string): string | undefined {
  const ended = replaysOf(runs, head).filter(({ completed_at: at }) => at && Date.parse(at) <= Date.parse(time));
  const statement = statementOf(ended[0]);
  return statement?.head === head ? flipsDigestOf(statement) : undefined;
}

function statementOf(run: CheckRun | undefined): Statement | undefined {
  return readStatement<Statement>("countersign-replay/v1", run?.output.text, run?.external_id);
}

/** The check runs that GitHub Actions made under the test's name on a commit, newest first. */
function replaysOf(runs: CheckRun[], head: string): CheckRun[] {
  return runs
    .filter(({ name, app, head_sha }) => name === REPLAY_CHECK && app?.slug === GITHUB_ACTIONS && head_sha === head)
    .sort((a, b) => b.id - a.id);
}

function flipsDigestOf({ policies }: Statement): string {
  return policies
    .map(({ policy, flips_digest }) => `${policy} ${flips_digest}`)
    .sort()
    .join("\n");
}
