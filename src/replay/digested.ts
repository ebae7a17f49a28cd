import { createHash } from "node:crypto";
import type { Log } from "./read-decisions.ts";

export interface LogDigest {
  name: string;
  /** Of the whole log, not only of a shard's lines. */
  sha256: string;
}

/** The same log; its digest is added to `digests` when it has been read to its end. */
export function digested(log: Log, digests: LogDigest[]): Log {
  async function* bytes() {
    const hash = createHash("sha256");
    for await (const chunk of log.bytes) {
      hash.update(chunk);
      yield chunk;
    }
    digests.push({ name: log.name, sha256: hash.digest("hex") });
  }
  return { ...log, bytes: bytes() };
}
