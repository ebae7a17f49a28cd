import type { Policy, Region, Stage } from "../policy/index.ts";
import { blocks, eachLine, maxLineBytes } from "./blocks.ts";
import { type Floors, floorsOf, handling } from "./dispositions.ts";
import { Kernel } from "./kernel/kernel.ts";
import { measure } from "./measure.ts";
import { type Log, parseLine } from "./read-decisions.ts";
import { regionFinder } from "./regions.ts";
import type { Measured } from "./report.ts";
import { resultOf, type Selects, selector, unfit, weightOf } from "./result.ts";
import { segmentCell, segmentValues } from "./segments.ts";
import { eachStretch, linesOf, type Shard } from "./shard.ts";
import { countNotReplayed, countPair, emptyTally, notePeriod, type Tally } from "./tally.ts";
import { timestampOf } from "./timestamp.ts";

/** Two versions of a policy and the decisions on record to try them on. */
export interface ReplayRequest {
  base: Policy;
  head: Policy;
  logs: Iterable<Log> | AsyncIterable<Log>;
  /** Outcomes that count as favourable where segments are compared; those that act, where none is named. */
  selected?: readonly string[] | undefined;
  /** A numeric input that says what a flip weighs, such as an amount of money. */
  weigh?: string | undefined;
  /** Adds what happens with the decisions at this stage: the one that is live. */
  stage?: Stage | undefined;
  /** The regions of the semantic diff of the two versions, to count the flips in each. */
  regions?: readonly Region[] | undefined;
  /** Only this share of the records; see {@link Shard}. */
  shard?: Shard | undefined;
  /** Hears how many lines a log has, when it has been read. */
  counted?: ((log: string, lines: number) => void) | undefined;
  /** False decides every record with the evaluator: slower, and the reference for what the kernel gives. */
  kernel?: boolean;
}

/** Decides every record of the logs under both versions and says what differs. Throws what reading a log throws. */
export async function replay(request: ReplayRequest): Promise<Measured> {
  return measure(request, await countReplay(request));
}

/** The counts that {@link replay} reports from. */
export async function countReplay(request: ReplayRequest): Promise<Tally> {
  const { base, head, logs, weigh, stage, regions, shard, counted, kernel = true } = request;
  const tally = emptyTally();
  const selects = selector(request.selected);
  const floors = stage && floorsOf(base, head, stage);
  const regionOf = regions && regionFinder(base, head, regions);
  const evaluate = evaluator(request, tally, { selects, regionOf, floors });
  const fast = kernel ? new Kernel({ base, head, weigh, selects, regionOf, floors }, tally) : undefined;
  for await (const log of logs) {
    let line = 1;
    const owns = linesOf(log.name, shard);
    for await (const block of blocks(log.bytes)) {
      if ("tooLong" in block) {
        const message = `longer than ${maxLineBytes} bytes`;
        if (owns(line)) countNotReplayed(tally, { log: log.name, line, reason: "malformed", message });
        line++;
        continue;
      }
      const { bytes } = block;
      const run = (from: number, to: number, first: number) => {
        const odd = (offset: number, start: number, end: number) =>
          evaluate(log.name, first + offset, bytes.subarray(start, end));
        if (fast) return fast.read(bytes, from, to, odd);
        return eachLine(bytes.subarray(from, to), (offset, start, end) => odd(offset, from + start, from + end));
      };
      line += shard ? eachStretch(bytes, line, owns, run) : run(0, bytes.length, line);
      fast?.decide();
    }
    counted?.(log.name, line - 1);
  }
  fast?.finish();
  return tally;
}

/** See {@link regionFinder}. */
export type RegionOf = (input: Record<string, unknown>, from: string, to: string) => number;

/** What is counted beside the outcomes. */
interface Beside {
  selects: Selects;
  regionOf: RegionOf | undefined;
  floors: Floors | undefined;
}

/** Decides one line as the reference does: parsed as a whole, decided by the evaluator. */
function evaluator({ base, head, weigh }: ReplayRequest, tally: Tally, { selects, regionOf, floors }: Beside) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const policies = new Set([base.id, head.id]);
  const inputs = new Set([...Object.keys(base.inputs), ...Object.keys(head.inputs)]);
  return (log: string, line: number, bytes: Uint8Array): void => {
    const record = parseLine(bytes, decoder);
    if (record === undefined) return;
    const unusable = "reason" in record ? record : unfit(record, policies, inputs);
    if (unusable) {
      countNotReplayed(tally, { log, line, ...unusable });
    } else if ("input" in record) {
      const { decision_id, input, human_outcome: human, timestamp, segments, confidence = 0 } = record;
      if (timestamp !== undefined) notePeriod(tally, timestampOf(timestamp));
      const cells = segmentValues(segments).flatMap(([name, value]) => segmentCell(tally.segments, name, value) ?? []);
      const [from, to] = [resultOf(base, input, selects), resultOf(head, input, selects)];
      const handled = floors && {
        from: handling(from.acts, confidence, floors.base, floors.stage),
        to: handling(to.acts, confidence, floors.head, floors.stage),
      };
      const region = regionOf && (() => regionOf(input, from.outcome, to.outcome));
      countPair(tally, decision_id, from, to, {
        human,
        weight: weightOf(input, weigh),
        segments: cells,
        handled,
        region,
      });
    }
  };
}
