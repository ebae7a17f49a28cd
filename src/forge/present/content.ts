import type { Entry } from "../git/trees.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { apiUrl, webUrl } from "./repository.ts";

/** Up to here a file's content comes as base64 (docs: "Get repository content"), in bytes. */
const INLINE_LIMIT = 1024 * 1024;
/** Up to here it can be had raw, in bytes. */
export const RAW_LIMIT = 100 * 1024 * 1024;

export interface Place {
  world: World;
  repository: Repository;
  ref: string;
}

const typeOf = (entry: Entry) => {
  if (entry.type === "tree") return "dir";
  if (entry.type === "commit") return "submodule";
  return entry.mode === "120000" ? "symlink" : "file";
};

/** One item of a directory listing. */
export function presentEntry({ world, repository, ref }: Place, entry: Entry) {
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const kind = entry.type === "tree" ? "trees" : "blobs";
  const url = `${apiUrl(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiUrl(world, repository)}/git/${kind}/${entry.sha}`;
  const html = `${webUrl(world, repository)}/${entry.type === "tree" ? "tree" : "blob"}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1)!,
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === "blob" ? `${webUrl(world, repository)}/raw/${ref}/${path}` : null,
    type: typeOf(entry),
    _links: { self: url, git, html },
  };
}

/** A directory as `application/vnd.github.object` gives it. */
export function presentDirectory(place: Place, entry: Entry, entries: readonly unknown[]) {
  return { ...presentEntry(place, entry), entries };
}

const wrapped = (text: string) => text.replace(/.{60}/g, "$&\n").replace(/\n?$/, "\n");

/** A file with its content: base64 up to 1 MB, `encoding: "none"` above. */
export function presentFileContent(place: Place, entry: Entry, bytes: Buffer) {
  const item = presentEntry(place, entry);
  if (item.type === "symlink") return { ...item, target: bytes.toString() };
  if (bytes.length > INLINE_LIMIT) return { ...item, content: "", encoding: "none" };
  return { ...item, content: bytes.length === 0 ? "" : wrapped(bytes.toString("base64")), encoding: "base64" };
}
