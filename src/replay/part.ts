import { createHash } from "node:crypto";
import type { LogDigest } from "./digested.ts";
import { judge } from "./judge.ts";
import { type Measuring, measure } from "./measure.ts";
import { mergeTallies } from "./merge.ts";
import type { CasesReport, ReplayReport } from "./report.ts";
import type { Shard } from "./shard.ts";
import { emptyTally, type Tally } from "./tally.ts";
import { type TallyJson, tallyFromJson, tallyJson } from "./tally-json.ts";

/** All that a report is made of besides the counts; parts of one replay have the same. */
export interface Question {
  measuring: Measuring;
  gates: Record<string, string>;
  cases: CasesReport | null;
  /** The logs, in the order in which they were read, with the sha256 of the whole of each. */
  logs: LogDigest[];
  /** Version of Countersign that counts. */
  engine: string;
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
  /** Of the JSON of everything above: a part that was cut or edited is refused. */
  sha256: string;
}

const partVersion = "countersign-replay-part/v1";

/** A part to be printed. */
export function makePart(shard: Shard, question: Question, tally: Tally): Part {
  const part = { part: partVersion, shard, question: inPart(question), tally: tallyJson(tally) } as const;
  return { ...part, sha256: digest(part) };
}

/** A question as a part has it: of the policies only what the report needs. */
export function inPart(question: Question): Question {
  const { base, head, weigh, stage, regions } = question.measuring;
  const ids = (rules: readonly { id: string }[]) => rules.map(({ id }) => ({ id }));
  const measuring: Measuring = {
    base: { rules: ids(base.rules) },
    head: { id: head.id, rules: ids(head.rules) },
    weigh,
    stage,
    regions: regions?.map(({ words, from, to, where }) => ({ words, from, to, where })),
  };
  return { ...question, measuring };
}

/**
 * The report of a whole replay from all its parts, in any order: the same, byte for byte, as of one run.
 *
 * @param parts the text of each, with the name of its file for messages
 * @param engine this version of Countersign; what another one counted may mean something else
 * @throws Error when one is no part, was changed, is of another replay or version, stands twice or is missing
 */
export function mergeParts(parts: { file: string; text: string }[], engine: string): ReplayReport {
  const known = parts.map(({ file, text }) => ({ file, part: readPart(text, file, engine) }));
  const [first] = known;
  if (!first) throw new Error("There is nothing to merge.");
  const { of } = first.part.shard;
  const seen = new Map<number, string>();
  for (const { file, part } of known) {
    const differing = differences(first.part, part);
    if (differing.length > 0)
      throw new Error(
        `${file} is a part of another replay than ${first.file}: they differ in ${differing.join(", ")}.`,
      );
    const before = seen.get(part.shard.index);
    if (before !== undefined) throw new Error(`${file} and ${before} are both shard ${part.shard.index} of ${of}.`);
    seen.set(part.shard.index, file);
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index));
  if (missing.length === 1) throw new Error(`Shard ${missing[0]} of ${of} is missing.`);
  if (missing.length > 0) throw new Error(`Shards ${missing.join(", ")} of ${of} are missing.`);
  const { measuring, gates, cases, logs } = first.part.question;
  const names = logs.map(({ name }) => name);
  const tally = known
    .map(({ part }) => tallyFromJson(part.tally))
    .reduce((all, one) => mergeTallies(all, one, names), emptyTally());
  return judge(measure(measuring, tally), gates, cases);
}

function readPart(text: string, file: string, engine: string): Part {
  let part: Part | null;
  try {
    part = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON, or was cut short: ${(error as Error).message}`);
  }
  if (part?.part !== partVersion)
    throw new Error(`${file} is no part of a replay: make one with countersign replay --shard 1/4 --json.`);
  const { sha256, ...rest } = part;
  if (sha256 !== digest(rest)) throw new Error(`${file} was changed after it was written: its sha256 does not fit.`);
  if (part.question.engine !== engine)
    throw new Error(
      `${file} is of Countersign ${part.question.engine}, this is ${engine}: use one version for all parts.`,
    );
  return part;
}

/** What two parts cannot both be asked: keys of the question, of what it measures, and the number of shards. */
function differences(a: Part, b: Part): string[] {
  const flat = ({ shard, question: { measuring, ...rest } }: Part): Record<string, unknown> => ({
    "the number of shards": shard.of,
    ...measuring,
    ...rest,
  });
  const [one, other] = [flat(a), flat(b)];
  return Object.keys({ ...one, ...other }).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
}

const digest = (part: Omit<Part, "sha256">): string => createHash("sha256").update(JSON.stringify(part)).digest("hex");
