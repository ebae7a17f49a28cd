import { Decimal, decide, type Num, type Policy } from "../policy/index.ts";
import { blocks, eachLine, maxLineBytes } from "./blocks.ts";
import { Kernel } from "./kernel/kernel.ts";
import { measure } from "./measure.ts";
import { type Log, parseLine } from "./read-decisions.ts";
import { type DecisionRecord, isMasked, type Unusable } from "./record.ts";
import type { Measured } from "./report.ts";
import { segmentCell, segmentValues } from "./segments.ts";
import { countNotReplayed, countPair, emptyTally, notePeriod, type Result, type Tally } from "./tally.ts";
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
  /** False decides every record with the evaluator: slower, and the reference for what the kernel gives. */
  kernel?: boolean;
}

/** Decides every record of the logs under both versions and counts what differs. Throws what reading a log throws. */
export async function replay(request: ReplayRequest): Promise<Measured> {
  const { base, head, logs, weigh, kernel = true } = request;
  const tally = emptyTally();
  const selects = selector(request);
  const evaluate = evaluator(request, tally, selects);
  const fast = kernel ? new Kernel({ base, head, weigh, selects }, tally) : undefined;
  for await (const log of logs) {
    let line = 1;
    for await (const block of blocks(log.bytes)) {
      if ("tooLong" in block) {
        const message = `longer than ${maxLineBytes} bytes`;
        countNotReplayed(tally, { log: log.name, line: line++, reason: "malformed", message });
        continue;
      }
      const odd = (offset: number, start: number, end: number) =>
        evaluate(log.name, line + offset, block.bytes.subarray(start, end));
      line += fast ? fast.run(block.bytes, odd) : eachLine(block.bytes, odd);
    }
  }
  fast?.finish();
  return measure({ base, head, weigh }, tally);
}

/** Whether a version's outcome counts as selected. */
export type Selects = (policy: Policy, outcome: string) => boolean;

const selector =
  ({ selected }: ReplayRequest): Selects =>
  (policy, outcome) =>
    selected ? selected.includes(outcome) : (policy.outcomes[outcome]?.acts ?? false);

/** Decides one line as the reference does: parsed as a whole, decided by the evaluator. */
function evaluator({ base, head, weigh }: ReplayRequest, tally: Tally, selects: Selects) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const policies = new Set([base.id, head.id]);
  const inputs = new Set([...Object.keys(base.inputs), ...Object.keys(head.inputs)]);
  const resultOf = (policy: Policy, input: Record<string, unknown>): Result => {
    const { outcome, rule, problems } = decide(policy, input, { trace: false });
    return { outcome, rule, unjudged: problems.length > 0, selected: selects(policy, outcome) };
  };
  return (log: string, line: number, bytes: Uint8Array): void => {
    const record = parseLine(bytes, decoder);
    if (record === undefined) return;
    const unusable = "reason" in record ? record : unfit(record, policies, inputs);
    if (unusable) {
      countNotReplayed(tally, { log, line, ...unusable });
    } else if ("input" in record) {
      const { decision_id, input, human_outcome: human, timestamp, segments } = record;
      if (timestamp !== undefined) notePeriod(tally, timestampOf(timestamp));
      const cells = segmentValues(segments).flatMap(([name, value]) => segmentCell(tally.segments, name, value) ?? []);
      const weight = weigh === undefined ? undefined : toNum(input[weigh]);
      countPair(tally, decision_id, resultOf(base, input), resultOf(head, input), { human, weight, segments: cells });
    }
  };
}

const toNum = (value: unknown): Num | undefined =>
  typeof value === "number" || value instanceof Decimal ? value : undefined;

function unfit(
  record: DecisionRecord,
  policies: ReadonlySet<string>,
  inputs: ReadonlySet<string>,
): Unusable | undefined {
  if (record.policy !== undefined && !policies.has(record.policy))
    return { reason: "other_policy", message: `of policy ${record.policy}` };
  if (isMasked(record, inputs)) return { reason: "masked", message: `masked: ${record.masked?.join(", ")}` };
  return undefined;
}
