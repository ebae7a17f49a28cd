import { loadStages } from "../../src/governance/config/index.ts";
import { type Finding, LIMITS } from "../../src/policy/index.ts";
import { flipsDigest, type Statement } from "../../src/replay/index.ts";
import { changedPolicies, type Tree } from "./changes.ts";
import type { Git } from "./git.ts";
import type { GitHub } from "./github.ts";
import { testModel } from "./models.ts";
import { type Rules, type TestedPolicy, testPolicy, worst } from "./policies.ts";
import type { Tested } from "./present.ts";
import type { Settings } from "./settings.ts";

const stagesFile = "governance/stages.yaml";
const modelFiles = ["models/*.yaml"];
const usualLogs = ["policies/{policy}/decisions/**"];

/** Tests every policy and every model that the head changes on the decisions of the base. `engine` is the version of Countersign. */
export async function run(settings: Settings, git: Git, github: GitHub, engine: string): Promise<Tested> {
  const start = await github.mergeBase(settings.base, settings.head);
  for (const commit of new Set([settings.base, settings.head, start])) await git.fetchCommit(commit);
  const base = await git.tree(settings.base);
  const trees = { base, head: await git.tree(settings.head), start: await git.tree(start) };
  const { changed, findings } = changedPolicies(trees, settings.policies, LIMITS.fileLength);
  const models = changedPolicies(trees, modelFiles, LIMITS.fileLength);
  findings.push(...models.findings);
  const rules = await readRules(base, git, settings.logs);

  const digests = new Map<string, string>();
  const policies: TestedPolicy[] = [];
  // One after another: each replay streams whole logs, and the runner has two cores.
  for (const change of changed) policies.push(await testPolicy(change, trees, rules, git, digests));
  for (const change of models.changed) policies.push(...(await testModel(change, trees, rules, git, digests)));
  return { policies, findings, statement: statement(settings, engine, policies, findings, digests) };
}

async function readRules(base: Tree, git: Git, logs: string[]): Promise<Rules> {
  const entry = base.get(stagesFile);
  if (!entry) return { gates: {}, logs: logs.length > 0 ? logs : usualLogs };
  const { value, findings } = loadStages(await git.text(entry.id), { file: stagesFile });
  if (!value) throw new Error(`The base's gates cannot be read: ${findings.map(words).join("; ")}`);
  return { ...value.replay, logs: logs.length > 0 ? logs : value.decisions };
}

const words = ({ file, line, column, message }: Finding): string => `${file}:${line}:${column}: ${message}`;

function statement(
  { base, head }: Settings,
  engine: string,
  policies: TestedPolicy[],
  findings: Finding[],
  digests: Map<string, string>,
): Statement {
  const verdicts = policies.map((policy) => policy.verdict);
  return {
    statement: "countersign-replay/v1",
    engine,
    base,
    head,
    policies: policies.map(({ change, id, report, verdict }) => ({
      path: change.path,
      policy: id,
      base_blob: change.base?.id ?? null,
      head_blob: change.head?.id ?? null,
      decisions: report?.decisions ?? 0,
      replayed: report?.replayed ?? 0,
      flips: {
        count: report?.flips.count ?? 0,
        toward_human: report?.flips.toward_human ?? 0,
        away_from_human: report?.flips.away_from_human ?? 0,
        neither: report?.flips.neither ?? 0,
      },
      flips_digest: report?.flips_digest ?? flipsDigest([]),
      verdict,
    })),
    logs: [...digests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, sha256]) => ({ path, sha256 })),
    verdict: findings.length > 0 ? "fail" : worst(verdicts),
  };
}
