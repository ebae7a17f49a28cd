import type { CheckSuite, Repository } from "../model/repository.ts";
import type { App } from "../model/types.ts";
import type { World } from "../model/world.ts";

/** The suite that gathers an app's check runs of a commit; made when it is not there. */
export function suiteFor(
  world: World,
  repository: Repository,
  app: App,
  sha: string,
  branch: string | null,
): CheckSuite {
  const known = repository.suites.find((suite) => suite.app === app && suite.headSha === sha);
  if (known) return known;
  const now = world.now();
  const suite = {
    id: world.ids.next("check suite"),
    app,
    headSha: sha,
    headBranch: branch,
    before: null,
    createdAt: now,
    updatedAt: now,
  };
  repository.suites.push(suite);
  return suite;
}
