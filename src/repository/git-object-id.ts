import { createHash } from "node:crypto";
import type { Tree } from "./repository.ts";

/** How many characters git's ids have in a repository of SHA-256 objects; otherwise they are SHA-1. */
const SHA256_LENGTH = 64;

/** Git's id of a file's content, in the kind of ids that `like` is of (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects). */
export function blobId(text: string, like: string): string {
  return objectId("blob", Buffer.from(text, "utf8"), like);
}

/** Git's id of the tree with these files. */
export function treeId(files: Tree, like: string): string {
  const root: Folder = new Map();
  for (const [path, entry] of files) {
    const names = path.split("/");
    const name = names.pop()!;
    let folder = root;
    for (const part of names) {
      const inner = folder.get(part);
      const next: Folder = inner instanceof Map ? inner : new Map();
      folder.set(part, next);
      folder = next;
    }
    folder.set(name, entry);
  }
  return folderId(root, like);
}

type Folder = Map<string, Folder | { id: string; mode: string }>;

function folderId(folder: Folder, like: string): string {
  const entries = [...folder].map(([name, entry]) =>
    entry instanceof Map
      ? // A folder sorts as if its name ended with a slash.
        { sort: Buffer.from(`${name}/`), name, mode: "40000", id: folderId(entry, like) }
      : { sort: Buffer.from(name), name, mode: entry.mode, id: entry.id },
  );
  entries.sort((a, b) => Buffer.compare(a.sort, b.sort));
  const parts = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  return objectId("tree", Buffer.concat(parts), like);
}

function objectId(type: "blob" | "tree", content: Buffer, like: string): string {
  const hash = createHash(like.length === SHA256_LENGTH ? "sha256" : "sha1");
  return hash.update(`${type} ${content.length}\0`).update(content).digest("hex");
}
