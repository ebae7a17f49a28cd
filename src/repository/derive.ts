import { applyPatch } from "./apply-patch.ts";
import { blobId, treeId } from "./git-object-id.ts";
import type { Tree, TreeEntry } from "./repository.ts";

/** One file of a comparison, as GitHub lists it. */
export interface ComparedFile {
  filename: string;
  previous_filename?: string;
  status: string;
  /** Blob at the head; of a removed file, the blob that was removed. */
  sha: string | null;
  patch?: string;
}

/**
 * The files of a commit, made from those of another and what GitHub lists as changed in between. The list is cut off for
 * large changes and tells no modes, so what was made counts only when its id is the one that git gives the commit.
 * @param expected the id of the commit's tree.
 */
export function deriveTree(from: Tree, changed: ComparedFile[], expected: string): Tree | undefined {
  const files = new Map<string, TreeEntry>(from);
  for (const { filename, previous_filename, status, sha } of changed) {
    const mode = from.get(previous_filename ?? filename)?.mode ?? "100644";
    if (previous_filename !== undefined && status === "renamed") files.delete(previous_filename);
    if (status === "removed") files.delete(filename);
    else if (sha) files.set(filename, { id: sha, mode });
  }
  return treeId(files, expected) === expected ? files : undefined;
}

/** The text of a changed file, made from its old text and its patch; undefined unless git gives it the very same id. */
export function deriveBlob(old: string | undefined, { status, sha, patch }: ComparedFile): string | undefined {
  const from = status === "added" ? "" : old;
  if (!sha || patch === undefined || from === undefined) return undefined;
  const text = applyPatch(from, patch);
  return text !== undefined && blobId(text, sha) === sha ? text : undefined;
}
