import { dirname } from "node:path/posix";
import { type Loaded, loadModel, type Model } from "../../src/governance/config/index.ts";
import type { Finding } from "../../src/policy/index.ts";
import { compareRuns, judge, mappingFor, tryCases } from "../../src/replay/index.ts";
import type { ChangedPolicy, Trees } from "./changes.ts";
import type { Git, TreeEntry } from "./git.ts";
import { limited, logPaths, openLogs } from "./logs.ts";
import { liveStage, loadExamples, type Rules, readPolicy, type TestedPolicy, worst } from "./policies.ts";
import { readFile } from "./read-file.ts";

/** Of a shadow run, packed and unpacked: the head brings it, and pairing holds it in memory. GitHub takes no larger file. */
const maxShadowBytes = 100 * 1024 * 1024;

/** Where the shadow run of a model's new version lies, in the head: a folder a version, so that no old run passes for it. */
export const shadowFolder = (path: string, version: string): string =>
  `${dirname(path)}/shadow/${path.replace(/^.*\/|\.ya?ml$/g, "")}/${version}/`;

/**
 * Tries a change of a model: pairs the decisions of the base, which the live model read, with the shadow run of the new
 * version that the head brings, both decided by the policy that the head has. One result for each policy the model serves.
 * The run is only read. Who approves the model's change approves the run with it, since it lies among the governed files.
 */
export async function testModel(
  change: ChangedPolicy,
  trees: Trees,
  rules: Rules,
  git: Git,
  digests: Map<string, string>,
): Promise<TestedPolicy[]> {
  const before = change.base && (await readModel(git, change.base));
  const after = change.head && (await readModel(git, change.head));
  const name = change.path;
  const without = (kind: TestedPolicy["kind"], findings: Finding[], note: string): TestedPolicy[] => [
    { change, id: name, kind, verdict: kind === "invalid" ? "fail" : "pass", findings, notes: note ? [note] : [] },
  ];
  if (!after) return without("removed", [], "The model is removed: nothing relies on it any more.");
  const { value: model, findings } = after;
  if (!model) return without("invalid", findings, "");
  if (before?.value && same(before.value, model))
    return without("model", findings, "Neither version nor digest changes: it is the same model.");
  if (!change.base) return without("model", findings, "A new model: no decision was made with another one.");
  const results: TestedPolicy[] = [];
  for (const policy of model.policies) results.push(await compared(policy));
  return results.length > 0 ? results : without("model", findings, "No policy relies on this model.");

  async function compared(id: string): Promise<TestedPolicy> {
    const path = `policies/${id}/policy.yaml`;
    const entry = trees.head.get(path);
    const loaded = entry?.mode.startsWith("100") ? await readPolicy(git, entry) : undefined;
    if (!loaded?.policy) {
      const note = `${path} ${entry ? "is not a valid policy" : "does not exist"}, so nothing can be decided with the model.`;
      return { change, id, kind: "invalid", verdict: "fail", findings, notes: [note] };
    }
    const folder = shadowFolder(change.path, model!.version);
    const shadow = logPaths(["**"], id, trees.head).paths.filter((file) => file.startsWith(folder));
    if (shadow.length === 0) {
      const note = `No shadow run of version ${model!.version}. Let the new model read past cases beside the live one, and add its decision records as ${folder}${id}.ndjson, with the decision_id that each case has in the log.`;
      return { change, id, kind: "model", verdict: "inconclusive", findings, notes: [note] };
    }
    const bytes = shadow.reduce((sum, file) => sum + (trees.head.get(file)?.size ?? 0), 0);
    if (bytes > maxShadowBytes) {
      const note = `The shadow run in ${folder} has ${bytes} bytes; at most ${maxShadowBytes} are read. Add a sample of the cases.`;
      return { change, id, kind: "model", verdict: "fail", findings, notes: [note] };
    }
    const { policy } = loaded;
    const mapping = mappingFor([policy], rules.map?.[id], rules.weigh?.[id]);
    const measured = await compareRuns({
      policy,
      base: openLogs(logPaths(rules.logs, id, trees.base).paths, trees.base, git, digests, mapping),
      candidate: openLogs(shadow, trees.head, git, digests, mapping).map((log) => limited(log, maxShadowBytes)),
      weigh: rules.weigh?.[id],
      selected: rules.selected?.[id],
      stage: await liveStage(git, trees.base, path),
    });
    const cases = await loadExamples(git, trees.head, path);
    const report = judge(measured, rules.gates, cases?.value ? tryCases(policy, policy, cases.value.cases) : null);
    const paired = measured.replayed > 0;
    const notes = paired ? [] : ["No decision of the shadow run is in the log: they pair by decision_id."];
    const verdict = worst([report.verdict, paired && !change.outdated ? "pass" : "inconclusive"]);
    return { change, id, kind: "model", head: policy, report, verdict, findings, notes };
  }
}

const same = (before: Model, after: Model): boolean =>
  before.version === after.version && before.digest === after.digest && before.name === after.name;

const readModel = (git: Git, entry: TreeEntry): Promise<Loaded<Model>> => readFile(git, entry, loadModel);
