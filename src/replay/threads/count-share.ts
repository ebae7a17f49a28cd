import type { Policy, Region, Stage } from "../../policy/index.ts";
import { fileBytes } from "../file-bytes.ts";
import { openLog } from "../input/open-log.ts";
import type { Mapping } from "../input/rows.ts";
import type { Log } from "../read-decisions.ts";
import { countReplay } from "../replay.ts";
import type { Tally } from "../tally.ts";
import type { Span } from "./share.ts";

/** What a replay of files is asked, beside its two policies; can be sent to a thread. */
export interface FilesRequest {
  weigh?: string | undefined;
  selected?: readonly string[] | undefined;
  stage?: Stage | undefined;
  regions?: readonly Region[] | undefined;
  /** What the columns of CSV and Parquet mean. */
  mapping: Mapping;
}

/** What one thread counted, and how many lines it read of each file. */
export interface Counted {
  tally: Tally;
  lines: [path: string, lines: number][];
}

/** Counts one share; `passed` hears how many bytes of the files have been read. */
export async function countShare(
  share: readonly Span[],
  base: Policy,
  head: Policy,
  request: FilesRequest,
  passed: (bytes: number) => void,
): Promise<Counted> {
  const lines: Counted["lines"] = [];
  const logs = share.map((span) => openSpan(span, request.mapping, passed));
  const tally = await countReplay({ ...request, base, head, logs, counted: (log, count) => lines.push([log, count]) });
  return { tally, lines };
}

function openSpan({ path, range }: Span, mapping: Mapping, passed: (bytes: number) => void): Log {
  async function* bytes() {
    for await (const chunk of fileBytes(path, range)) {
      passed(chunk.length);
      yield chunk;
    }
  }
  // What a stretch begins with says nothing about the form of its file.
  return range ? { name: path, bytes: bytes() } : openLog(path, bytes(), mapping);
}
