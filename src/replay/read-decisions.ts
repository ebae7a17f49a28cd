import { parseJsonExact } from "../policy/index.ts";
import { blocks, eachLine, maxLineBytes } from "./blocks.ts";
import { type DecisionRecord, toRecord, type Unusable } from "./record.ts";

/** A decision log: what to call it in messages, and its bytes (newline-delimited JSON in UTF-8). */
export interface Log {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** What one line of a log holds; `line` counts from 1. */
export type LogEntry = { line: number } & ({ record: DecisionRecord } | Unusable);

const byteOrderMark = "\uFEFF";

/** The record in one line of newline-delimited JSON, or why there is none; undefined for a blank line. */
export function parseLine(
  bytes: Uint8Array,
  decoder: InstanceType<typeof TextDecoder>,
): DecisionRecord | Unusable | undefined {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { reason: "malformed", message: "not UTF-8" };
  }
  if (text.startsWith(byteOrderMark)) text = text.slice(1);
  if (text.trim() === "") return undefined;
  try {
    return toRecord(parseJsonExact(text));
  } catch (error) {
    return { reason: "malformed", message: `not JSON: ${(error as Error).message}` };
  }
}

/** Every line of a log that is not blank, as a record or as the reason why it holds none. */
export async function* readDecisions(log: Log): AsyncGenerator<LogEntry> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let line = 0;
  for await (const block of blocks(log.bytes)) {
    if ("tooLong" in block) {
      line++;
      yield { line, reason: "malformed", message: `longer than ${maxLineBytes} bytes` };
      continue;
    }
    const entries: LogEntry[] = [];
    const before = line;
    line += eachLine(block.bytes, (offset, start, end) => {
      const at = before + offset + 1;
      const found = parseLine(block.bytes.subarray(start, end), decoder);
      if (found) entries.push("reason" in found ? { line: at, ...found } : { line: at, record: found });
    });
    yield* entries;
  }
}
