import { git } from "../git/git.ts";
import { listTree } from "../git/trees.ts";
import { nodeId } from "../model/ids.ts";
import type { Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { UNSIGNED } from "./commit.ts";
import { apiUrl } from "./repository.ts";

/** A recursive tree stops here: at so many entries, or bytes of JSON (docs: "Get a tree"). */
const MAX_ENTRIES = 100_000;
const MAX_BYTES = 7 * 1024 * 1024;

/** GitHub's `git-tree`. */
export async function presentTree(world: World, repository: Repository, sha: string, recursive: boolean) {
  const url = `${apiUrl(world, repository)}/git`;
  const tree: Record<string, unknown>[] = [];
  let bytes = 0;
  let truncated = false;
  for (const { path, mode, type, sha: its, size } of await listTree(repository.gitDir, sha, recursive)) {
    const entry = {
      path,
      mode,
      type,
      sha: its,
      ...(size !== null && { size }),
      ...(type !== "commit" && { url: `${url}/${type}s/${its}` }),
    };
    bytes += Buffer.byteLength(path) + JSON.stringify(entry).length - path.length;
    truncated = tree.length === MAX_ENTRIES || bytes > MAX_BYTES;
    if (truncated) break;
    tree.push(entry);
  }
  return { sha, url: `${url}/trees/${sha}`, tree, truncated };
}

/** The headers of a tag object, by name. */
function headersOf(text: string): Record<string, string> {
  const lines = text.split("\n").map((line) => /^(\S+) (.*)$/.exec(line));
  return Object.fromEntries(lines.filter((match) => match !== null).map(([, name, value]) => [name!, value!]));
}

/** GitHub's `git-tag`, an annotated tag. */
export async function presentTag(world: World, repository: Repository, sha: string) {
  const raw = await git(repository.gitDir, ["cat-file", "tag", sha]);
  const split = raw.indexOf("\n\n");
  const { tagger = "", object, type, tag } = headersOf(raw.slice(0, split));
  const [, name, email, seconds] = /^(.*) <(.*)> (\d+)/.exec(tagger) ?? [];
  const url = `${apiUrl(world, repository)}/git`;
  return {
    node_id: nodeId("Tag", sha),
    sha,
    url: `${url}/tags/${sha}`,
    tagger: { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` },
    object: { sha: object, type, url: `${url}/${type}s/${object}` },
    tag,
    message: raw.slice(split + 2).replace(/\n$/, ""),
    verification: UNSIGNED,
  };
}
