import { createHash } from "node:crypto";
import type { Stages } from "../governance/config/index.ts";
import { didYouMean, diffPolicies, nearest, type Policy } from "../policy/index.ts";
import {
  compareRuns,
  countReplay,
  digested,
  type ExampleCase,
  judge,
  type LogDigest,
  type Mapping,
  makePart,
  mappingFor,
  measure,
  type Part,
  type ReplayReport,
  type Shard,
  tryCases,
  type Version,
} from "../replay/index.ts";
import { opened, startLogs } from "./count-logs.ts";
import { columnMapping, type LogFile, logFiles } from "./log-files.ts";
import { version } from "./package-root.ts";
import { textAt } from "./policy-source.ts";
import { errorLines, policyAt, sourceAt, versionOf } from "./read-policy.ts";
import type { ReplayOptions } from "./replay-options.ts";

/** Tries a change of a policy on the logs, or pairs two runs. Throws an Error in words for what cannot be done. */
export async function runReplay(options: ReplayOptions): Promise<ReplayReport | Part> {
  const rules = options.stages === undefined ? { gates: {} } : await rulesAt(options.stages);
  return options.compare || options.with ? compare(options, rules) : tryChange(options, rules);
}

async function compare(options: ReplayOptions, rules: Stages["replay"]): Promise<ReplayReport> {
  const { compare, with: candidate, base, head, log, shard, stage } = options;
  if (!compare || !candidate) throw new Error("--compare and --with go together: the live run, and the shadow run.");
  if (base ?? head ?? log)
    throw new Error("--compare pairs two runs: give --policy in place of --base, --head, --log.");
  if (shard) throw new Error("--shard splits the log of a policy change; two runs are paired whole.");
  const policy = options.policy === undefined ? undefined : await policyAt(options.policy);
  if (!policy && (stage || options.cases))
    throw new Error("--stage and --cases need --policy: what is carried out, and which cases hold, a policy says.");
  const { weigh, selected } = names(options, rules, policy && [policy, policy]);
  const examples = policy && options.cases ? tryCases(policy, policy, await casesAt(options.cases)) : null;
  const [live, shadow] = [logFiles(compare), logFiles(candidate)];
  return opened(
    options,
    [...live, ...shadow],
    mappingOf(options, rules, policy ? [policy] : [], weigh),
    async (logs) => {
      const [base, candidate] = [logs.slice(0, live.length), logs.slice(live.length)];
      return judge(await compareRuns({ base, candidate, policy, selected, weigh, stage }), rules.gates, examples);
    },
  );
}

async function tryChange(options: ReplayOptions, rules: Stages["replay"]): Promise<ReplayReport | Part> {
  if (options.policy !== undefined) throw new Error("--policy goes with --compare; a change has --base and --head.");
  const [from, to, log] = [needed(options, "base"), needed(options, "head"), needed(options, "log")];
  const sources = { base: await sourceAt(from), head: await sourceAt(to) };
  const files = logFiles(log);
  if (options.shard !== undefined) return countShard(options, rules, sources, files, options.shard);
  const counting = await startLogs(options, files, sources);
  try {
    const { request, mapping, examples } = await asked(options, rules, sources);
    return judge(measure(request, await counting.count(request, mapping)), rules.gates, examples);
  } finally {
    await counting.close();
  }
}

interface Sources {
  base: Version["source"];
  head: Version["source"];
}

/** What is to be found out about a change. */
async function asked(options: ReplayOptions, rules: Stages["replay"], sources: Sources) {
  const [base, head] = [versionOf(sources.base).policy, versionOf(sources.head).policy];
  const { weigh, selected } = names(options, rules, [base, head]);
  const examples = options.cases === undefined ? null : tryCases(base, head, await casesAt(options.cases));
  const { regions } = diffPolicies(base, head);
  const request = { base, head, weigh, selected, stage: options.stage, regions };
  return { request, mapping: mappingOf(options, rules, [base, head], weigh), examples };
}

async function countShard(
  options: ReplayOptions,
  rules: Stages["replay"],
  sources: Sources,
  files: readonly LogFile[],
  shard: Shard,
): Promise<Part> {
  const { request, mapping, examples } = await asked(options, rules, sources);
  return opened(options, files, mapping, async (logs) => {
    const digests: LogDigest[] = [];
    const tally = await countReplay({ ...request, logs: logs.map((one) => digested(one, digests)), shard });
    const question = {
      measuring: request,
      gates: rules.gates,
      cases: examples,
      logs: digests,
      policies: { base: digest(sources.base.text), head: digest(sources.head.text) },
      selected: request.selected ?? null,
      engine: version,
    };
    return makePart(shard, question, tally);
  });
}

/** What columns are: as stages.yaml says, and as the options do, which win. */
function mappingOf(
  { map = [] }: ReplayOptions,
  rules: Stages["replay"],
  policies: Policy[],
  weigh: string | undefined,
): Mapping {
  const [last] = policies.slice(-1);
  return mappingFor(policies, { ...(last && rules.map?.[last.id]), ...columnMapping(map) }, weigh);
}

/** What weighs, and what counts as favourable: as the options say, else stages.yaml. Refuses what would count nothing. */
function names(options: ReplayOptions, rules: Stages["replay"], policies: [Policy, Policy] | undefined) {
  const id = policies?.[1].id;
  const weigh = options.weigh ?? (id === undefined ? undefined : rules.weigh?.[id]);
  const selected = options.selected ?? (id === undefined ? undefined : rules.selected?.[id]);
  if (!policies) return { weigh, selected };
  const outcomes = Object.keys({ ...policies[0].outcomes, ...policies[1].outcomes });
  const unknown = selected?.find((outcome) => !outcomes.includes(outcome));
  if (unknown !== undefined) throw new Error(`--selected ${unknown}: not an outcome.${didYouMean(unknown, outcomes)}`);
  const inputs = policies.flatMap((policy) => Object.entries(policy.inputs));
  const numeric = inputs.filter(([, { type }]) => type === "number" || type === "integer");
  const numbers = [...new Set(numeric.map(([name]) => name))];
  if (weigh === undefined || numbers.includes(weigh)) return { weigh, selected };
  // What the policies do not read may still stand in the records; only a name that is nearly that of an input is a slip.
  const other = inputs.find(([name]) => name === weigh);
  if (other || nearest(weigh, numbers) !== undefined)
    throw new Error(`--weigh ${weigh}: ${other ? `a ${other[1].type}` : "not an input"}.${didYouMean(weigh, numbers)}`);
  return { weigh, selected };
}

function needed<K extends "base" | "head" | "log">(options: ReplayOptions, name: K): NonNullable<ReplayOptions[K]> {
  const value = options[name];
  if (value === undefined) throw new Error(`required option --${name} is missing: see countersign replay --help`);
  return value;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

// What reads the governed files is loaded where it is needed: it takes longer than a small replay.
const config = () => import("../governance/config/index.ts");

async function casesAt(place: string): Promise<ExampleCase[]> {
  const { loadCases } = await config();
  const { value, findings } = loadCases(await textAt(place), { file: place });
  if (!value) throw new Error(`${place} cannot be used:\n${errorLines(findings)}`);
  return value.cases;
}

async function rulesAt(place: string): Promise<Stages["replay"]> {
  const { loadStages } = await config();
  const { value, findings } = loadStages(await textAt(place), { file: place });
  if (!value) throw new Error(`${place} cannot be used:\n${errorLines(findings)}`);
  return value.replay;
}
