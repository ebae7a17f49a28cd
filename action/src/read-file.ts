import { type Finding, LIMITS } from "../../src/policy/index.ts";
import type { Git, TreeEntry } from "./git.ts";

/**
 * A governed file of a commit, by its loader. One that is too large is not read at all: its size stands in the tree.
 * That, and bytes that are no text, are findings like those of the loader.
 */
export async function readFile<R extends { findings: Finding[] }>(
  git: Git,
  { path: file, id, size }: TreeEntry,
  load: (text: string, options: { file: string }) => R,
): Promise<R | { findings: Finding[] }> {
  const refused = (code: string, message: string) => ({
    findings: [{ severity: "error", code, message, file, line: 1, column: 1 } satisfies Finding],
  });
  if ((size ?? 0) > LIMITS.fileLength)
    return refused("file-too-large", `${size} bytes; at most ${LIMITS.fileLength} are read.`);
  const bytes = await git.blob(id);
  try {
    return load(new TextDecoder("utf-8", { fatal: true }).decode(bytes), { file });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refused("not-text", "This is not UTF-8 text.");
  }
}
