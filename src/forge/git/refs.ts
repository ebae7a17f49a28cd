import { once } from "./cache.ts";
import { git, gitMaybe } from "./git.ts";

export const ZERO = "0".repeat(40);
const SHA = /^[0-9a-f]{40}$/;

export interface Ref {
  /** Full name, `refs/heads/main`. */
  name: string;
  sha: string;
  type: string;
}

/** All refs under a prefix such as `refs/heads/`, sorted by name. */
export async function listRefs(gitDir: string, prefix: string): Promise<Ref[]> {
  const text = await git(gitDir, ["for-each-ref", "--format=%(refname)%00%(objectname)%00%(objecttype)", prefix]);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [name, sha, type] = line.split("\0");
      return { name: name!, sha: sha!, type: type! };
    });
}

/** The ref of exactly this full name, or `null`. */
export async function readRef(gitDir: string, name: string): Promise<Ref | null> {
  const refs = await listRefs(gitDir, name);
  return refs.find((ref) => ref.name === name) ?? null;
}

/** The commit that a branch, tag, full ref or sha (whole or the first 7 and more digits) names, or `null`. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | null> {
  const parse = () => gitMaybe(gitDir, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  if (SHA.test(name)) return once(gitDir, "commit", [name], parse);
  const full = name.startsWith("refs/") ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
  const format = "--format=%(refname)%00%(objectname)%00%(objecttype)%00%(*objectname)%00%(*objecttype)";
  const text = await git(gitDir, ["for-each-ref", format, ...full]);
  const refs = new Map(text.split("\n").map((line) => [line.split("\0")[0]!, line.split("\0").slice(1)]));
  for (const candidate of full) {
    const [sha, type, peeled, peeledType] = refs.get(candidate) ?? [];
    if (type === "commit") return sha!;
    if (peeledType === "commit") return peeled!;
  }
  return /^[0-9a-f]{7,39}$/.test(name) ? parse() : null;
}

/** Moves, creates (`from` all zeros) or deletes (`to` all zeros) a ref, only if it still is at `from`. @throws GitError */
export async function updateRef(gitDir: string, name: string, from: string, to: string): Promise<void> {
  if (to === ZERO) await git(gitDir, ["update-ref", "-d", name, from]);
  else await git(gitDir, ["update-ref", name, to, from]);
}

export async function validRefName(gitDir: string, name: string): Promise<boolean> {
  return (await gitMaybe(gitDir, ["check-ref-format", name])) !== null;
}

export async function isAncestor(gitDir: string, ancestor: string, descendant: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, descendant];
  const ask = async () => ((await gitMaybe(gitDir, args)) === null ? null : true);
  return (await once(gitDir, "is-ancestor", [ancestor, descendant], ask)) === true;
}

export const mergeBase = (gitDir: string, a: string, b: string) =>
  once(gitDir, "merge-base", [a, b], () => gitMaybe(gitDir, ["merge-base", a, b]));
