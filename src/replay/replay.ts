import { blocks } from "./blocks.ts";
import { Counter } from "./counter.ts";
import { measure } from "./measure.ts";
import type { ReplayRequest } from "./replay-request.ts";
import type { Measured } from "./report.ts";
import { linesOf } from "./shard.ts";
import type { Tally } from "./tally.ts";

/** Decides every record of the logs under both versions and says what differs. Throws what reading a log throws. */
export async function replay(request: ReplayRequest): Promise<Measured> {
  return measure(request, await countReplay(request));
}

/** The counts that {@link replay} reports from. */
export async function countReplay(request: ReplayRequest): Promise<Tally> {
  const { logs, shard, counted } = request;
  const counter = new Counter(request);
  for await (const log of logs) {
    let line = 1;
    const owns = shard && linesOf(log.name, shard);
    for await (const block of blocks(log.bytes)) line += counter.block(log.name, line, block, owns);
    counted?.(log.name, line - 1);
  }
  return counter.finish();
}
