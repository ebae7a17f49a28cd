import type { CheckRun, CheckSuite, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentCheckRun, presentSuite, suiteState } from "./check.ts";

/** `check_suite` of the `check_suite` event: the REST form without the repository. */
export async function presentWebhookSuite(world: World, repository: Repository, suite: CheckSuite) {
  const { repository: _, ...rest } = await presentSuite(world, repository, suite);
  return rest;
}

/** `check_run` of the `check_run` event: the REST form with its suite in full. */
export function presentWebhookRun(world: World, repository: Repository, run: CheckRun) {
  const presented = presentCheckRun(world, repository, run);
  const { status, conclusion } = suiteState(repository, run.suite);
  const { suite } = run;
  return {
    ...presented,
    check_suite: {
      id: suite.id,
      node_id: `CS_${suite.id}`,
      head_branch: suite.headBranch,
      head_sha: suite.headSha,
      status,
      conclusion,
      url: presented.url.replace(/check-runs\/\d+$/, `check-suites/${suite.id}`),
      before: suite.before,
      after: suite.headSha,
      pull_requests: presented.pull_requests,
      app: presented.app,
      created_at: suite.createdAt.toISOString(),
      updated_at: suite.updatedAt.toISOString(),
    },
  };
}
