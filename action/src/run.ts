import { type Loaded, loadStages, type Stages, stagesPath } from "../../src/governance/config/index.ts";
import type { Finding } from "../../src/policy/index.ts";
import { changedPolicies, type Tree } from "./changes.ts";
import { type Count, countAll } from "./count.ts";
import type { Git } from "./git.ts";
import type { GitHub } from "./github.ts";
import { testModel } from "./models.ts";
import { type Rules, type TestedPolicy, testPolicy } from "./policies.ts";
import type { Tested } from "./present.ts";
import { readFile } from "./read-file.ts";
import type { Settings } from "./settings.ts";
import { stateTested } from "./state.ts";

const modelFiles = ["models/*.yaml"];
const usualLogs = ["policies/{policy}/decisions/**"];

/**
 * Tests every policy and every model that the head changes on the decisions of the base. One share of the decisions needs no
 * models: pairing two runs is not shared out, and done where the parts are merged.
 *
 * @param engine the version of Countersign
 */
export async function run(
  settings: Settings,
  git: Git,
  github: GitHub,
  engine: string,
  count: Count = countAll,
): Promise<Tested> {
  const start = await github.mergeBase(settings.base, settings.head);
  for (const commit of new Set([settings.base, settings.head, start])) await git.fetchCommit(commit);
  const base = await git.tree(settings.base);
  const trees = { base, head: await git.tree(settings.head), start: await git.tree(start) };
  const { changed, findings } = changedPolicies(trees, settings.policies);
  const models = changedPolicies(trees, modelFiles);
  findings.push(...models.findings);
  const rules = await readRules(base, git, settings.logs);

  const digests = new Map<string, string>();
  const policies: TestedPolicy[] = [];
  // One after another: each replay streams whole logs, and the runner has two cores.
  for (const change of changed) policies.push(await testPolicy(change, trees, rules, git, digests, count));
  for (const change of settings.shard ? [] : models.changed)
    policies.push(...(await testModel(change, trees, rules, git, digests)));
  return { policies, findings, statement: stateTested(settings, engine, { policies, findings }, base, digests) };
}

async function readRules(base: Tree, git: Git, logs: string[]): Promise<Rules> {
  const entry = base.get(stagesPath);
  if (!entry) return { gates: {}, logs: logs.length > 0 ? logs : usualLogs };
  const { value, findings }: Loaded<Stages> = await readFile(git, entry, loadStages);
  if (!value) throw new Error(`The base's gates cannot be read: ${findings.map(words).join("; ")}`);
  return { ...value.replay, logs: logs.length > 0 ? logs : value.decisions };
}

const words = ({ file, line, column, message }: Finding): string => `${file}:${line}:${column}: ${message}`;
