import { loadRelease } from "../governance/config/load-release.ts";
import type { Release } from "../governance/config/types.ts";
import { type Repository, readFile } from "../repository/repository.ts";

/** How far back a good version is looked for. */
const DEPTH = 30;

/** What was live, newest first, the present state included; null for a time when nothing was. */
export async function readReleaseHistory(
  repository: Repository,
  path: string,
  from: string,
): Promise<(Release | null)[]> {
  const commits = await repository.history(path, from, DEPTH);
  return Promise.all(
    commits.map(async ({ id }) => {
      const text = await readFile(repository, await repository.tree(id), path);
      return (text === undefined ? undefined : loadRelease(text, { file: path }).value) ?? null;
    }),
  );
}
