import { type Decision, decide, type Policy } from "../policy/index.ts";
import { blocks, eachLine, maxLineBytes } from "./blocks.ts";
import { flipsDigest } from "./digest.ts";
import { Kernel } from "./kernel/kernel.ts";
import { type Log, parseLine } from "./read-decisions.ts";
import { type DecisionRecord, isMasked, type Unusable } from "./record.ts";
import { type Measured, measure } from "./report.ts";
import { countNotReplayed, countPair, emptyTally, type Result, type Tally } from "./tally.ts";

/** Two versions of a policy and the decisions on record to try them on. */
export interface ReplayRequest {
  base: Policy;
  head: Policy;
  logs: Iterable<Log> | AsyncIterable<Log>;
  /** False decides every record with the evaluator: slower, and the reference for what the kernel gives. */
  kernel?: boolean;
}

/** Decides every record of the logs under both versions and counts what differs. Throws what reading a log throws. */
export async function replay({ base, head, logs, kernel = true }: ReplayRequest): Promise<Measured> {
  const tally = emptyTally();
  const evaluate = evaluator(base, head, tally);
  const fast = kernel ? new Kernel(base, head, tally) : undefined;
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
  return measure(head.id, tally, flipsDigest);
}

/** Decides one line as the reference does: parsed as a whole, decided by the evaluator. */
function evaluator(base: Policy, head: Policy, tally: Tally) {
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
      const { decision_id, input, human_outcome } = record;
      countPair(tally, decision_id, resultOf(base, input), resultOf(head, input), human_outcome);
    }
  };
}

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

function resultOf(policy: Policy, input: Record<string, unknown>): Result {
  const { outcome, rule, problems }: Decision = decide(policy, input, { trace: false });
  return { outcome, rule, unjudged: problems.length > 0 };
}
