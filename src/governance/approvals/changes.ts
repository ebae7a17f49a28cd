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

/** Every path whose content or mode differs, sorted by path. */
export function changesBetween(base: ReadonlyMap<string, FileState>, head: ReadonlyMap<string, FileState>): Change[] {
  const paths = new Set([...base.keys(), ...head.keys()]);
  return [...paths]
    .sort()
    .map((path) => ({ path, from: base.get(path), to: head.get(path) }))
    .filter(({ from, to }) => from?.id !== to?.id || from?.mode !== to?.mode);
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
