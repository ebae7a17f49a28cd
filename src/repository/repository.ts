/**
 * What governance reads and writes of a Git repository, whoever holds it: GitHub over REST, or a clone over `git`.
 * Everything read is named by its object id, so it can be cached for ever; every write moves a ref forward or fails.
 */
export interface Repository {
  /** The commit a branch, tag (`refs/heads/…`, `refs/tags/…`) points to; undefined where the ref does not exist. */
  resolve(ref: string): Promise<string | undefined>;
  /** Every file of a commit, or of a tree. @throws IncompleteTreeError where the listing was cut short. */
  tree(commit: string): Promise<Tree>;
  /** The text of a blob, decoded as UTF-8. */
  blob(id: string): Promise<string>;
  /** Tags below a prefix, e.g. `mortgage/v` → name (without `refs/tags/`) and commit. */
  tags(prefix: string): Promise<Tag[]>;
  /** The commits that changed a path, newest first, seen from `from`; at most `limit`. */
  history(path: string, from: string, limit: number): Promise<Commit[]>;
  /**
   * Makes one commit and moves `ref` to it.
   * @throws RefMovedError when the ref is no longer at `parent`: read again, decide again, then retry.
   */
  commit(change: CommitChange): Promise<string>;
  /** Creates a tag on a commit. Does nothing when it is there already. @throws TagMovedError when it is elsewhere. */
  tag(name: string, commit: string): Promise<void>;
}

export interface TreeEntry {
  /** Git's object id of the content; it changes with every byte. */
  id: string;
  /** `100644` a file, `100755` an executable, `120000` a symbolic link, `160000` a submodule. */
  mode: string;
}

/** Path → entry, for all files of one commit. */
export type Tree = ReadonlyMap<string, TreeEntry>;

export interface Tag {
  name: string;
  commit: string;
}

export interface Commit {
  id: string;
  message: string;
}

export interface CommitChange {
  /** Full name, `refs/heads/…`. */
  ref: string;
  /** What the ref must point to now; undefined: the ref must not exist, and the commit starts a history of its own. */
  parent: string | undefined;
  /** Where a new branch begins, when `parent` is undefined and the branch is not to be an orphan. */
  startFrom?: string;
  message: string;
  /** Path → new text, or null to delete the file. */
  files: Record<string, string | null>;
}

/** The files a listing did not show might be the ones that matter, so nothing may be judged by it. */
export class IncompleteTreeError extends Error {
  override name = "IncompleteTreeError";
}

/** Somebody else wrote first. */
export class RefMovedError extends Error {
  override name = "RefMovedError";
}

/** A version tag names one commit for ever. */
export class TagMovedError extends Error {
  override name = "TagMovedError";
}

/** A file of a commit as text; undefined where the commit has no such file, or a symbolic link or submodule in its place. */
export async function readFile(repository: Repository, tree: Tree, path: string): Promise<string | undefined> {
  const entry = tree.get(path);
  if (!entry || !isRegularFile(entry)) return undefined;
  return repository.blob(entry.id);
}

/** Symbolic links and submodules stand for content elsewhere, which nobody approved here. */
export function isRegularFile(entry: TreeEntry): boolean {
  return entry.mode === "100644" || entry.mode === "100755";
}
