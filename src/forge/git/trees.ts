import { once } from "./cache.ts";
import { git, gitBytes, gitMaybe } from "./git.ts";

export interface Entry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  /** Bytes of a blob. */
  size: number | null;
  /** Relative to the tree that was listed. */
  path: string;
}

/** What a tree holds; with `recursive` everything below, directories included. */
export function listTree(gitDir: string, tree: string, recursive: boolean, path = ""): Promise<readonly Entry[]> {
  return once(gitDir, `list ${recursive} ${path}`, [tree], () => readTree(gitDir, tree, recursive, path));
}

async function readTree(gitDir: string, tree: string, recursive: boolean, path: string): Promise<readonly Entry[]> {
  const args = ["ls-tree", "-z", "-l", "--full-tree", ...(recursive ? ["-r", "-t"] : []), tree];
  const text = (await gitBytes(gitDir, path ? [...args, "--", path] : args)).toString();
  return text
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [, mode, type, sha, size, name] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t([\s\S]*)$/.exec(line)!;
      return {
        mode: mode!,
        type: type as Entry["type"],
        sha: sha!,
        size: size === "-" ? null : Number(size),
        path: name!,
      };
    });
}

/** The entry at a path of a commit or tree, or `null`; the empty path is the root tree. */
export async function entryAt(gitDir: string, treeish: string, path: string): Promise<Entry | null> {
  if (path === "") {
    const sha = await git(gitDir, ["rev-parse", `${treeish}^{tree}`]);
    return { mode: "040000", type: "tree", sha, size: null, path: "" };
  }
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
  const [entry] = await listTree(gitDir, treeish, false, path);
  return entry ?? null;
}

/** Larger blobs are read anew each time, so that what is kept stays small; in bytes. */
const KEPT_BLOB = 100_000;

export async function readBlob(gitDir: string, sha: string): Promise<Buffer> {
  let bytes: Buffer | undefined;
  const read = async () => {
    bytes = await gitBytes(gitDir, ["cat-file", "blob", sha]);
    return bytes.length > KEPT_BLOB ? null : bytes;
  };
  const kept = await once(gitDir, "blob", [sha], read);
  return (kept ?? bytes)!;
}

export const writeBlob = (gitDir: string, bytes: Buffer) =>
  git(gitDir, ["hash-object", "-w", "--stdin"], { input: bytes });

/** `blob`, `tree`, `commit`, `tag`, or `null` when there is no object of this full name. */
export async function objectType(gitDir: string, sha: string): Promise<string | null> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null;
  return once(gitDir, "type", [sha], () => gitMaybe(gitDir, ["cat-file", "-t", sha]));
}
