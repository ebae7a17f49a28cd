import { createHash } from "node:crypto";
import picomatch from "picomatch";
import { type Log, type Mapping, openLog } from "../../src/replay/index.ts";
import type { Tree } from "./changes.ts";
import type { Git } from "./git.ts";

const isLog = /\.(ndjson|jsonl|json|csv|tsv|parquet)(\.(gz|zst|zstd))?$/i;

/** What stands beside logs to be read by people. */
const isProse = /\.(md|txt)$/i;

/** The decision logs that match, and what matches without being one. `{policy}` in a glob stands for the policy's id. */
export function logPaths(globs: string[], policy: string, tree: Tree) {
  const matches = picomatch(globs.map((glob) => glob.replaceAll("{policy}", policy)));
  const files = [...tree.values()].filter((entry) => entry.mode.startsWith("100") && matches(entry.path));
  const paths = files.map((entry) => entry.path).sort();
  return {
    paths: paths.filter((path) => isLog.test(path)),
    skipped: paths.filter((path) => !isLog.test(path) && !isProse.test(path)),
  };
}

/** Logs of a commit; `digests` gains the sha256 of each that is read. */
export const openLogs = (
  paths: string[],
  tree: Tree,
  git: Git,
  digests: Map<string, string>,
  mapping: Mapping,
): Log[] => paths.map((path) => openLog(path, hashed(path, git.bytes(tree.get(path)!.id), digests), mapping));

/** The same log; reading on past so many bytes, which a few packed ones can become, is an Error. */
export function limited({ name, bytes }: Log, max: number): Log {
  async function* counted() {
    let passed = 0;
    for await (const chunk of bytes) {
      passed += chunk.length;
      if (passed > max) throw new Error(`${name} unpacks to more than ${max} bytes. Add a sample of the cases.`);
      yield chunk;
    }
  }
  return { name, bytes: counted() };
}

/** The same bytes; their digest is noted when all have passed. */
async function* hashed(name: string, source: AsyncIterable<Uint8Array>, digests: Map<string, string>) {
  const hash = createHash("sha256");
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  digests.set(name, hash.digest("hex"));
}
