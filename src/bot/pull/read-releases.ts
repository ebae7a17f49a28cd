import type { ReleaseChange } from "../../governance/approvals/snapshot.ts";
import { loadRelease } from "../../governance/config/load-release.ts";
import { releaseKind } from "../../governance/release.ts";
import { type Repository, readFile, type Tree } from "../../repository/repository.ts";
import { readReleaseHistory } from "../read-release-history.ts";

const RELEASE_PATH = /^policies\/([^/]+)\/release\.yaml$/;

/** The releases among changed paths, and what each change does, told from the history of the base. */
export async function readReleases(
  repository: Repository,
  paths: string[],
  baseCommit: string,
  base: Tree,
  head: Tree,
): Promise<ReleaseChange[]> {
  const releases: ReleaseChange[] = [];
  for (const path of paths) {
    const policy = RELEASE_PATH.exec(path)?.[1];
    if (policy === undefined) continue;
    const read = async (tree: Tree) => {
      const text = await readFile(repository, tree, path);
      return text === undefined ? undefined : loadRelease(text, { file: path }).value;
    };
    const [from, to] = await Promise.all([read(base), read(head)]);
    const history = await readReleaseHistory(repository, path, baseCommit);
    releases.push({ policy, path, from, to, kind: releaseKind(from, to, history) });
  }
  return releases;
}
