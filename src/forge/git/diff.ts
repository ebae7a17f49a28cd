import { once } from "./cache.ts";
import { git, gitBytes } from "./git.ts";

export type FileStatus = "added" | "removed" | "modified" | "renamed" | "changed";

export interface FileDiff {
  filename: string;
  previous: string | null;
  status: FileStatus;
  /** Blob at the head side; of a removed file, the blob that was removed. */
  sha: string;
  additions: number;
  deletions: number;
  /** The hunks; absent for binary and for very large differences. */
  patch?: string;
}

/** GitHub leaves a file's patch out when it is larger than this (docs: "Limits for viewing content and diffs"). */
const MAX_PATCH = 1_000_000;

const STATUS: Record<string, FileStatus> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "added",
  T: "changed",
};

/** The empty tree: a root commit is compared with it. */
export const emptyTree = (gitDir: string) =>
  once(gitDir, "empty tree", [], () => git(gitDir, ["hash-object", "-t", "tree", "-w", "/dev/null"]));

/** What changes between two trees or commits (two dots), with renames found, sorted by path. */
export function diffFiles(gitDir: string, from: string, to: string): Promise<readonly FileDiff[]> {
  return once(gitDir, "diff", [from, to], () => readDiff(gitDir, from, to));
}

async function readDiff(gitDir: string, from: string, to: string): Promise<readonly FileDiff[]> {
  const [raw, patches] = await Promise.all([
    gitBytes(gitDir, ["diff-tree", "-r", "-M", "-z", "--raw", "--numstat", from, to]),
    gitBytes(gitDir, ["diff-tree", "-r", "-M", "-p", "--full-index", from, to]),
  ]);
  const files = parseRaw(raw.toString());
  const hunks = patches
    .toString()
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith("diff --git "));
  files.forEach((file, at) => {
    const section = hunks[at] ?? "";
    const start = section.search(/^@@ /m);
    const patch = start < 0 ? "" : section.slice(start).replace(/\n$/, "");
    if (patch && patch.length <= MAX_PATCH) file.patch = patch;
  });
  return files;
}

/** Reads the NUL-separated `--raw --numstat` output: first all raw records, then all counts, in the same order. */
function parseRaw(text: string): FileDiff[] {
  const fields = text.split("\0");
  const files: FileDiff[] = [];
  let at = 0;
  while (fields[at]?.startsWith(":")) {
    const [, , before, after, letter] = fields[at++]!.split(" ");
    const status = STATUS[letter![0]!]!;
    const renamed = letter![0] === "R" || letter![0] === "C";
    const previous = renamed ? fields[at++]! : null;
    const filename = fields[at++]!;
    const sha = status === "removed" ? before! : after!;
    files.push({ filename, previous: letter![0] === "R" ? previous : null, status, sha, additions: 0, deletions: 0 });
  }
  for (const file of files) {
    const [additions, deletions, path] = fields[at++]!.split("\t");
    if (path === "") at += 2;
    file.additions = additions === "-" ? 0 : Number(additions);
    file.deletions = deletions === "-" ? 0 : Number(deletions);
  }
  return files;
}
