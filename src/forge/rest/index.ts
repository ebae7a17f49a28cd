import type { Hono } from "hono";
import type { Deliverer } from "../hooks/deliver.ts";
import type { Env } from "../http/context.ts";
import type { World } from "../model/world.ts";
import type { Runner } from "../runner/runner.ts";
import { actionRoutes } from "./actions.ts";
import { appRoutes } from "./apps.ts";
import { checkRunRoutes } from "./check-runs.ts";
import { checkSuiteRoutes } from "./check-suites.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { deploymentRoutes } from "./deployments.ts";
import { gitDataRoutes } from "./git-data.ts";
import { gitRefRoutes } from "./git-refs.ts";
import { hookRoutes } from "./hooks.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { mergeRoutes } from "./merge.ts";
import { protectionRoutes } from "./protection.ts";
import { pullRoutes } from "./pulls.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRequestRoutes } from "./review-requests.ts";
import { reviewRoutes } from "./reviews.ts";
import { statusRoutes } from "./statuses.ts";
import { teamRoutes } from "./teams.ts";
import { userRoutes } from "./users.ts";

/** The REST API, one file for each area of GitHub's own documentation. */
export function routes(world: World, hooks: Deliverer, runner: Runner): Hono<Env>[] {
  return [
    appRoutes(world),
    hookRoutes(world, hooks),
    userRoutes(world),
    teamRoutes(world),
    protectionRoutes(world),
    repositoryRoutes(world),
    contentRoutes(world),
    gitDataRoutes(world),
    gitRefRoutes(world),
    commitRoutes(world),
    checkRunRoutes(world),
    checkSuiteRoutes(world),
    statusRoutes(world),
    pullRoutes(world),
    mergeRoutes(world),
    reviewRoutes(world),
    reviewRequestRoutes(world),
    issueRoutes(world),
    commentRoutes(world),
    labelRoutes(world),
    actionRoutes(world, runner),
    deploymentRoutes(world),
  ];
}
