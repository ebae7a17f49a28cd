import { createHash } from "node:crypto";

/** A file of a commit: git's object id of its content, and its mode. */
export interface FileState {
  id: string;
  mode: string;
}

/** A path that differs between two commits. A rename is two of them, since both ends may be governed. */
export interface Change {
  path: string;
  from: FileState | undefined;
  to: FileState | undefined;
}

type Files = ReadonlyMap<string, FileState>;

/** Every path whose content or mode differs, sorted by path. */
export function changesBetween(base: Files, head: Files): Change[] {
  const paths = new Set([...base.keys(), ...head.keys()]);
  return [...paths]
    .sort()
    .map((path) => ({ path, from: base.get(path), to: head.get(path) }))
    .filter(({ from, to }) => state(from) !== state(to));
}

/** The changes that a commit does not have as they were made. */
export function notIn(commit: Files, changes: Change[]): Change[] {
  return changes.filter(({ path, to }) => state(to) !== state(commit.get(path)));
}

/** The paths whose files a branch has changed too, and otherwise: a merge would make of them what neither side has. */
export function divergedFrom(branch: Files, changes: Change[]): string[] {
  return notIn(branch, changes)
    .filter(({ path, from }) => state(from) !== state(branch.get(path)))
    .map(({ path }) => path);
}

/**
 * Names a set of changes by content, base to head: a rebase, or a merge from the base, keeps the digest; any edit of a
 * governed file, on either side, makes another.
 */
export function contentDigest(changes: Change[]): string {
  const hash = createHash("sha256");
  for (const { path, from, to } of changes) hash.update(`${JSON.stringify([path, state(from), state(to)])}\n`);
  return `sha256:${hash.digest("hex")}`;
}

function state(file: FileState | undefined): string | null {
  return file ? `${file.mode} ${file.id}` : null;
}
