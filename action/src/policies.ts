import { createHash } from "node:crypto";
import picomatch from "picomatch";
import { loadCases } from "../../src/governance/config/index.ts";
import { diffPolicies, type Finding, loadPolicy, type Policy } from "../../src/policy/index.ts";
import {
  judge,
  mappingFor,
  openLog,
  type ReplayReport,
  replay,
  tryCases,
  type Verdict,
} from "../../src/replay/index.ts";
import type { ChangedPolicy, Tree } from "./changes.ts";
import type { Git } from "./git.ts";

/** What came of one policy that the head changes. */
export interface TestedPolicy {
  change: ChangedPolicy;
  /** The policy's id, or its path where neither side can be read. */
  id: string;
  kind: "changed" | "new" | "removed" | "invalid";
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
}

const isLog = /\.(ndjson|jsonl|json|csv|tsv|parquet)(\.gz)?$/i;

/** Replays the base's logs under both versions of one policy. `digests` gains the sha256 of each log read. */
export async function testPolicy(
  change: ChangedPolicy,
  { base, head: headTree }: { base: Tree; head: Tree },
  rules: Rules,
  git: Git,
  digests: Map<string, string>,
): Promise<TestedPolicy> {
  const before = change.base && (await load(git, change.base.id, change.path));
  const after = change.head && (await load(git, change.head.id, change.path));
  const id = after?.policy?.id ?? before?.policy?.id ?? change.path;
  if (!after) {
    const notes = ["Removed by this change: decisions of its kind are no longer decided by a policy."];
    return { change, id, kind: "removed", verdict: "pass", findings: [], notes };
  }
  const { policy: head, findings } = after;
  if (!head) return { change, id, kind: "invalid", verdict: "fail", findings, notes: [] };

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
  const old = before?.policy ?? head;
  const mapping = mappingFor([old, head]);
  const logs = paths.map((path) => openLog(path, hashed(path, git.bytes(base.get(path)!.id), digests), mapping));
  const measured = await replay({ base: old, head, logs, regions: diffPolicies(old, head).regions });
  // A new policy starts in audit, where it decides nothing, and has no version to flip from: without any history its
  // gates would never let it begin to gather some.
  const cases = await loadExamples(git, headTree, change.path);
  const examples = cases?.value ? tryCases(head, cases.value.cases) : null;
  const report = judge(measured, isNew && measured.replayed === 0 ? {} : rules.gates, examples);
  const found = [...findings, ...(cases?.findings ?? [])];
  const verdict = cases && !cases.value ? "fail" : worst([report.verdict, change.outdated ? "inconclusive" : "pass"]);
  return { change, id, kind: isNew ? "new" : "changed", head, report, verdict, findings: found, notes };
}

async function load(git: Git, blob: string, file: string): Promise<ReturnType<typeof loadPolicy>> {
  let text: string;
  try {
    text = await git.text(blob);
  } catch (error) {
    const message = `Cannot be read as UTF-8 text: ${(error as Error).message}`;
    return { findings: [{ severity: "error", code: "not-text", message, file, line: 1, column: 1 }] };
  }
  return loadPolicy(text, { file });
}

/** The examples beside a policy, of the same commit: a change of the policy may change what it is held to. */
async function loadExamples(git: Git, head: Tree, policyPath: string) {
  const file = policyPath.replace(/[^/]*$/, "cases.yaml");
  const entry = head.get(file);
  return entry?.mode.startsWith("100") ? loadCases(await git.text(entry.id), { file }) : undefined;
}

/** Fail before inconclusive before pass. */
export const worst = (verdicts: Verdict[]): Verdict =>
  verdicts.includes("fail") ? "fail" : verdicts.includes("inconclusive") ? "inconclusive" : "pass";

function logPaths(globs: string[], policy: string, base: Tree) {
  const matches = picomatch(globs.map((glob) => glob.replaceAll("{policy}", policy)));
  const files = [...base.values()].filter((entry) => entry.mode.startsWith("100") && matches(entry.path));
  const paths = files.map((entry) => entry.path).sort();
  return { paths: paths.filter((path) => isLog.test(path)), skipped: paths.filter((path) => !isLog.test(path)) };
}

/** The same bytes; their digest is noted when all have passed. */
async function* hashed(name: string, source: AsyncIterable<Uint8Array>, digests: Map<string, string>) {
  const hash = createHash("sha256");
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  digests.set(name, hash.digest("hex"));
}
