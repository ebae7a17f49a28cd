import type { ReleaseChange } from "../../governance/approvals/snapshot.ts";
import { loadRelease } from "../../governance/config/load-release.ts";
import { releaseKind } from "../../governance/release.ts";
import { versionTag } from "../../governance/versions.ts";
import type { Finding } from "../../policy/index.ts";
import { type Repository, readFile, type Tag, type Tree } from "../../repository/repository.ts";
import { readReleaseHistory } from "../read-release-history.ts";

const RELEASE_PATH = /^policies\/([^/]+)\/release\.yaml$/;

/**
 * The releases among changed paths, and what each change does, told from the history of the base. What is to be live must be a version
 * that there is: nobody has approved any other.
 */
export async function readReleases(
  repository: Repository,
  paths: string[],
  baseCommit: string,
  base: Tree,
  head: Tree,
  tags: (policy: string) => Promise<Tag[]>,
): Promise<{ releases: ReleaseChange[]; findings: Finding[] }> {
  const releases: ReleaseChange[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const policy = RELEASE_PATH.exec(path)?.[1];
    if (policy === undefined) continue;
    const read = async (tree: Tree) => {
      const text = await readFile(repository, tree, path);
      return text === undefined ? undefined : loadRelease(text, { file: path }).value;
    };
    const [from, to] = await Promise.all([read(base), read(head)]);
    if (to && to.version !== from?.version) {
      const name = versionTag(policy, to.version);
      if (!(await tags(policy)).some((tag) => tag.name === name)) {
        const message = `There is no version ${to.version} of ${policy}: no tag ${name}. Only what was approved and tagged can be live.`;
        findings.push({ severity: "error", code: "unknown-version", message, file: path });
      }
    }
    const history = await readReleaseHistory(repository, path, baseCommit);
    releases.push({ policy, path, from, to, kind: releaseKind(from, to, history) });
  }
  return { releases, findings };
}
