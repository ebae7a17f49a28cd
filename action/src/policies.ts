import { type Cases, type Loaded, loadCases, loadRelease, type Release } from "../../src/governance/config/index.ts";
import { diffPolicies, type Finding, loadPolicy, type Policy, type Stage } from "../../src/policy/index.ts";
import { judge, mappingFor, type ReplayReport, tryCases, type Verdict } from "../../src/replay/index.ts";
import type { ChangedPolicy, Tree } from "./changes.ts";
import type { Count } from "./count.ts";
import type { Git, TreeEntry } from "./git.ts";
import { logPaths, openLogs } from "./logs.ts";
import { readFile } from "./read-file.ts";

/** What came of one policy that the head changes, or whose model it changes. */
export interface TestedPolicy {
  change: ChangedPolicy;
  /** The policy's id, or its path where neither side can be read. */
  id: string;
  kind: "changed" | "new" | "removed" | "invalid" | "model";
  head?: Policy;
  report?: ReplayReport;
  verdict: Verdict;
  findings: Finding[];
  /** What a reader should know besides the report. */
  notes: string[];
}

/** How the base commit wants policies tested. */
export interface Rules {
  gates: Record<string, string>;
  /** Globs of logs; `{policy}` stands for a policy's id. */
  logs: string[];
  /** By policy id: the input that says what a decision is worth, and the outcomes that count as favourable. */
  weigh?: Record<string, string> | undefined;
  selected?: Record<string, string[]> | undefined;
  /** By policy id: what the columns of tables are. */
  map?: Record<string, Record<string, string>> | undefined;
}

/** Tries both versions of one policy on the base's logs. `digests` gains the sha256 of each log read. */
export async function testPolicy(
  change: ChangedPolicy,
  { base, head: headTree }: { base: Tree; head: Tree },
  rules: Rules,
  git: Git,
  digests: Map<string, string>,
  count: Count,
): Promise<TestedPolicy> {
  const before = change.base && (await readPolicy(git, change.base));
  const after = change.head && (await readPolicy(git, change.head));
  const id = after?.policy?.id ?? before?.policy?.id ?? change.path;
  if (!after) {
    const notes = ["Removed by this change: decisions of its kind are no longer decided by a policy."];
    return { change, id, kind: "removed", verdict: "pass", findings: [], notes };
  }
  const { policy: head, findings } = after;
  const renamed = head && otherName(head, before?.policy, change.path);
  if (!head || renamed) {
    const all = renamed ? [...findings, renamed] : findings;
    return { change, id, kind: "invalid", verdict: "fail", findings: all, notes: [] };
  }

  const notes: string[] = [];
  if (before && !before.policy)
    notes.push("The version on the base branch is not valid, so there is nothing to compare with.");
  if (change.outdated)
    notes.push(
      "The base branch has changed this policy since the branch began. Update the branch: what would be merged is not what was tested.",
    );
  const isNew = !before?.policy;
  const { paths, skipped } = logPaths(rules.logs, id, base);
  if (skipped.length > 0)
    notes.push(`Not read, since not named as NDJSON, JSON, CSV or Parquet: ${skipped.join(", ")}.`);
  if (paths.length === 0)
    notes.push(`No decision log in the base commit matches ${rules.logs.join(", ").replaceAll("{policy}", id)}.`);
  const from = before?.policy ?? head;
  const measured = await count({
    path: change.path,
    request: {
      base: from,
      head,
      weigh: rules.weigh?.[id],
      selected: rules.selected?.[id],
      stage: await liveStage(git, base, change.path),
      regions: diffPolicies(from, head).regions,
    },
    gates: rules.gates,
    policies: { base: change.base?.id ?? "", head: change.head?.id ?? "" },
    logs: openLogs(paths, base, git, digests, mappingFor([from, head], rules.map?.[id], rules.weigh?.[id])),
    digests,
  });
  const cases = await loadExamples(git, headTree, change.path);
  const examples = cases?.value ? tryCases(from, head, cases.value.cases) : null;
  const report = judge(measured, rules.gates, examples, { isNew });
  const found = [...findings, ...(cases?.findings ?? [])];
  const verdict = cases && !cases.value ? "fail" : worst([report.verdict, change.outdated ? "inconclusive" : "pass"]);
  return { change, id, kind: isNew ? "new" : "changed", head, report, verdict, findings: found, notes };
}

/** The id says which decisions a policy is tried on, so it must be that of its folder, or elsewhere that of the base. */
function otherName(head: Policy, base: Policy | undefined, file: string): Finding | undefined {
  const expected = /^policies\/([^/]+)\/policy\.yaml$/.exec(file)?.[1] ?? base?.id ?? head.id;
  if (head.id === expected) return undefined;
  const message = `This is the policy "${head.id}" where "${expected}" has its place: the two must be the same.`;
  return { severity: "error", code: "wrong-folder", message, file, line: 1, column: 1 };
}

/** A policy file of a commit. */
export const readPolicy = (git: Git, entry: TreeEntry): Promise<ReturnType<typeof loadPolicy>> =>
  readFile(git, entry, loadPolicy);

/** A file in the folder of a policy's. */
export const besidePolicy = (policyPath: string, name: string): string => policyPath.replace(/[^/]*$/, name);

/** The stage at which the policy is live in the base; undefined where nothing is. */
export async function liveStage(git: Git, base: Tree, policyPath: string): Promise<Stage | undefined> {
  const entry = base.get(besidePolicy(policyPath, "release.yaml"));
  if (!entry?.mode.startsWith("100")) return undefined;
  const { value }: Loaded<Release> = await readFile(git, entry, loadRelease);
  return value?.stage;
}

/** The examples beside a policy, of the same commit: a change of the policy may change what it is held to. */
export async function loadExamples(git: Git, head: Tree, policyPath: string): Promise<Loaded<Cases> | undefined> {
  const entry = head.get(besidePolicy(policyPath, "cases.yaml"));
  return entry?.mode.startsWith("100") ? readFile(git, entry, loadCases) : undefined;
}

/** Fail before inconclusive before pass. */
export const worst = (verdicts: Verdict[]): Verdict =>
  verdicts.includes("fail") ? "fail" : verdicts.includes("inconclusive") ? "inconclusive" : "pass";
