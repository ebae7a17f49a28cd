import { createHash } from "node:crypto";
import { formatNum } from "../policy/index.ts";
import { judge } from "./judge.ts";
import { type Measuring, measure } from "./measure.ts";
import { mergeTallies } from "./merge.ts";
import type { CasesReport, ReplayReport } from "./report.ts";
import { emptyTally, type Tally } from "./tally.ts";
import { weightFromText } from "./weight.ts";

/** One of several shares of the records: the lines whose number, from 0, leaves `index - 1` when divided by `of`. */
export interface Shard {
  /** From 1 to `of`. */
  index: number;
  of: number;
}

/** All that a report is made of besides the counts; parts of one replay have the same. */
export interface Question {
  measuring: Measuring;
  gates: Record<string, string>;
  cases: CasesReport | null;
  /** Names of the logs, in order. */
  logs: string[];
  /** Outcomes that count as favourable, where they were named. */
  selected: readonly string[] | null;
  /** sha256 of the texts of both versions. */
  policies: { base: string; head: string };
}

/** What one shard counted, as `countersign replay --shard` prints it for `countersign replay merge`. */
export interface Part {
  part: typeof partVersion;
  shard: Shard;
  question: Question;
  tally: TallyJson;
}

const partVersion = "countersign-replay-part/v1";

/** A tally in JSON: maps as lists of pairs, decimals as texts, an empty period as null. */
type TallyJson = ReturnType<typeof tallyJson>;

function tallyJson(tally: Tally) {
  return {
    cells: [...tally.cells].map(([key, cell]) => [key, { ...cell, weight: formatNum(cell.weight) }] as const),
    notReplayed: [...tally.notReplayed],
    places: tally.places,
    unjudged: tally.unjudged,
    flips: tally.flips.map(({ decision_id, from, to }) => [decision_id, from, to] as const),
    segments: [...tally.segments].map(([name, values]) => [name, values && [...values]] as const),
    regions: [...tally.regions],
    handlings: [...tally.handlings],
    period: tally.period.from > tally.period.to ? null : tally.period,
  };
}

function fromJson(json: TallyJson): Tally {
  return {
    cells: new Map(json.cells.map(([key, cell]) => [key, { ...cell, weight: weightFromText(cell.weight) }])),
    notReplayed: new Map(json.notReplayed),
    places: json.places,
    unjudged: json.unjudged,
    flips: json.flips.map(([decision_id, from, to]) => ({ decision_id, from, to })),
    segments: new Map(json.segments.map(([name, values]) => [name, values && new Map(values)])),
    regions: new Map(json.regions),
    handlings: new Map(json.handlings),
    period: json.period ?? emptyTally().period,
  };
}

/** A part to be printed. Only what the report needs of the policies goes into it. */
export function makePart(shard: Shard, question: Question, tally: Tally): Part {
  const { base, head, weigh, stage, regions } = question.measuring;
  const ids = (rules: readonly { id: string }[]) => rules.map(({ id }) => ({ id }));
  const measuring: Measuring = {
    base: { rules: ids(base.rules) },
    head: { id: head.id, rules: ids(head.rules) },
    weigh,
    stage,
    regions: regions?.map(({ words, from, to, where }) => ({ words, from, to, where })),
  };
  return { part: partVersion, shard, question: { ...question, measuring }, tally: tallyJson(tally) };
}

/**
 * The report of a whole replay from all its parts, in any order: the same, byte for byte, as of one run.
 *
 * @param parts each with the name of its file, for messages
 * @throws Error when one is no part, is of another replay, stands twice or is missing
 */
export function mergeParts(parts: { file: string; json: unknown }[]): ReplayReport {
  const known = parts.map(({ file, json }) => ({ file, part: asPart(json, file) }));
  const [first] = known;
  if (!first) throw new Error("There is nothing to merge.");
  const { of } = first.part.shard;
  const seen = new Map<number, string>();
  for (const { file, part } of known) {
    if (part.shard.of !== of || asked(part) !== asked(first.part))
      throw new Error(
        `${file} is a part of another replay than ${first.file}: other policies, logs, gates or options.`,
      );
    const before = seen.get(part.shard.index);
    if (before !== undefined) throw new Error(`${file} and ${before} are both shard ${part.shard.index} of ${of}.`);
    seen.set(part.shard.index, file);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) throw new Error(`Shards ${missing.join(", ")} of ${of} are missing.`);
  const { measuring, gates, cases, logs } = first.part.question;
  const tally = known
    .map(({ part }) => fromJson(part.tally))
    .reduce((all, one) => mergeTallies(all, one, logs), emptyTally());
  return judge(measure(measuring, tally), gates, cases);
}

function asPart(json: unknown, file: string): Part {
  const part = json as Partial<Part> | null;
  if (typeof part !== "object" || part?.part !== partVersion || !part.shard || !part.question || !part.tally)
    throw new Error(`${file} is no part of a replay: make one with countersign replay --shard 1/4 --json.`);
  return part as Part;
}

const asked = ({ question }: Part): string => createHash("sha256").update(JSON.stringify(question)).digest("hex");
