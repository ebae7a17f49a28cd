import picomatch from "picomatch";
import type { Finding } from "../../src/policy/index.ts";
import type { TreeEntry } from "./git.ts";

/** Files of one commit by path. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** A policy file that the head changes, adds or removes. */
export interface ChangedPolicy {
  path: string;
  base: TreeEntry | null;
  head: TreeEntry | null;
  /** The base has changed it too since the branch began, so what would be merged is neither side's file. */
  outdated: boolean;
}

export interface Trees {
  /** Where the branch left the base. */
  start: Tree;
  base: Tree;
  head: Tree;
}

/** Policies tested in one run: what is stated of them has to fit into a check run, and each replays whole logs. */
const maxChanged = 100;

const same = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean => a?.id === b?.id && a?.mode === b?.mode;
const isFile = (entry: TreeEntry | undefined): boolean => entry === undefined || entry.mode.startsWith("100");

/**
 * The policies that a branch changes, and what stands in a policy's place without being a file: symbolic links and
 * submodules among the policies are findings, they are not followed.
 *
 * @param globs of the policy files
 */
export function changedPolicies(trees: Trees, globs: string[]) {
  const isPolicy = picomatch(globs, { dot: true });
  const folders = globs.map((glob) => picomatch.scan(glob).base).map((folder) => (folder === "" ? "" : `${folder}/`));
  const paths = [...new Set([...trees.start.keys(), ...trees.head.keys()])]
    .filter((path) => !same(trees.start.get(path), trees.head.get(path)))
    .sort();
  const findings = paths.flatMap((path): Finding[] => {
    const entry = trees.head.get(path);
    const among = folders.some((folder) => path.startsWith(folder) || folder.startsWith(`${path}/`));
    if (isFile(entry) || (!isPolicy(path) && !among)) return [];
    const what = entry?.mode === "160000" ? "submodule" : "symbolic link";
    const message = `A ${what} is not followed: put the file itself here.`;
    return [{ severity: "error", code: "not-a-file", message, file: path, line: 1, column: 1 }];
  });
  const refused = new Set(findings.map((finding) => finding.file));
  const changed = paths
    .filter((path) => isPolicy(path) && !refused.has(path))
    .map((path): ChangedPolicy => {
      const [start, base, head] = [trees.start.get(path), trees.base.get(path), trees.head.get(path)];
      const usable = base && isFile(base) ? base : null;
      return { path, base: usable, head: head ?? null, outdated: !same(start, base) && !same(base, head) };
    })
    .filter(({ base, head }) => base !== null || head !== null);
  if (changed.length <= maxChanged) return { changed, findings };
  const message = `One of ${changed.length} such files changed at once; at most ${maxChanged} are tested. Split the pull request.`;
  const tooMany: Finding = { severity: "error", code: "too-many", message, file: changed[0]!.path, line: 1, column: 1 };
  return { changed: [], findings: [...findings, tooMany] };
}
