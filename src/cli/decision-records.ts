import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordsIn } from "../governance/assess.ts";
import { covers } from "../governance/config/index.ts";

/**
 * The decision records of a folder's newline-delimited JSON files that the globs cover, file by file. A line that is not JSON
 * comes as its text, so that whoever counts can count it.
 *
 * @throws Error naming the file that cannot be read
 */
export function* readRecords(root: string, paths: readonly string[], globs: string[]): Generator<unknown> {
  for (const path of paths) {
    if (!/\.(ndjson|jsonl)$/.test(path) || !covers(globs, path)) continue;
    let text: string;
    try {
      text = readFileSync(join(root, path), "utf8");
    } catch (error) {
      throw new Error(`cannot read ${path}: ${(error as Error).message}`);
    }
    yield* recordsIn(text);
  }
}
