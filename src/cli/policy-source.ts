import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The text at a place that a user named: a file, or `<git-rev>:<path>` as `git show` takes it (`main:policies/a/policy.yaml`).
 * Throws an Error whose message says which of the two failed and why.
 */
export async function textAt(place: string): Promise<string> {
  if (existsSync(place)) return readFile(place, "utf8");
  const [, revision] = /^([^:]+):.+$/.exec(place) ?? [];
  if (revision === undefined) throw new Error(`${place}: no such file, and not a <git-rev>:<path> either`);
  if (revision.startsWith("-")) throw new Error(`${place}: a revision cannot start with "-"`);
  try {
    const { stdout } = await run("git", ["cat-file", "blob", place], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    throw new Error(`${place}: no such file, and git does not find it: ${said}`);
  }
}
