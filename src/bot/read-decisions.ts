import { recordsIn } from "../governance/assess.ts";
import { covers } from "../governance/config/activities.ts";
import { isRegularFile, type Repository, type Tree } from "../repository/repository.ts";

/** The decision records of a commit, from its newline-delimited logs, for as many goes through them as it takes. */
export async function readDecisions(
  repository: Repository,
  tree: Tree,
  globs: string[],
): Promise<() => Iterable<unknown>> {
  const texts: string[] = [];
  for (const [path, entry] of tree) {
    if (/\.(ndjson|jsonl)$/.test(path) && isRegularFile(entry) && covers(globs, path))
      texts.push(await repository.blob(entry.id));
  }
  return () => texts.flatMap((text) => [...recordsIn(text)]);
}
