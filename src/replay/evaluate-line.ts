import { type Floors, handling } from "./dispositions.ts";
import { noteId } from "./id-sample.ts";
import { parseLine } from "./read-decisions.ts";
import type { Asked } from "./replay-request.ts";
import { resultOf, type Selects, unfit, weightOf } from "./result.ts";
import { segmentCell, segmentValues } from "./segments.ts";
import { countNotReplayed, countPair, notePeriod, type Tally } from "./tally.ts";
import { timestampOf } from "./timestamp.ts";

/** See {@link regionFinder}. */
export type RegionOf = (input: Record<string, unknown>, from: string, to: string) => number;

/** What is counted beside the outcomes. */
interface Beside {
  selects: Selects;
  regionOf: RegionOf | undefined;
  floors: Floors | undefined;
}

/** Decides one line as the reference does: parsed as a whole, decided by the evaluator. */
export function evaluator({ base, head, weigh }: Asked, tally: Tally, { selects, regionOf, floors }: Beside) {
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
      noteId(tally.ids, decision_id);
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
