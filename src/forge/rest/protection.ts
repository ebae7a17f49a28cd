import { Hono } from "hono";
import { need, repositoryFor } from "../http/access.ts";
import { type Env, param } from "../http/context.ts";
import { ApiError } from "../http/errors.ts";
import { page } from "../http/pagination.ts";
import { fullName, type Protection, type Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { apiUrl } from "../present/repository.ts";
import { protectionOf } from "../pulls/requirements.ts";

/** What is asked of changes to a branch: classic protection, and the same as rules. */
export function protectionRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const one = "/repos/:owner/:repo";

  const present = (repository: Repository, rule: Protection) => {
    const url = `${apiUrl(world, repository)}/branches/${rule.branch}/protection`;
    const checks = rule.requiredChecks.map(({ context, appId }) => ({ context, app_id: appId }));
    return {
      url,
      ...(checks.length > 0 && {
        required_status_checks: {
          url: `${url}/required_status_checks`,
          strict: false,
          contexts: checks.map((it) => it.context),
          contexts_url: `${url}/required_status_checks/contexts`,
          checks,
        },
      }),
      ...(rule.requirePullRequest && {
        required_pull_request_reviews: {
          url: `${url}/required_pull_request_reviews`,
          dismiss_stale_reviews: false,
          require_code_owner_reviews: false,
          require_last_push_approval: false,
          required_approving_review_count: 0,
        },
      }),
      required_signatures: { url: `${url}/required_signatures`, enabled: false },
      enforce_admins: { url: `${url}/enforce_admins`, enabled: rule.bypass.size === 0 },
      required_linear_history: { enabled: false },
      allow_force_pushes: { enabled: false },
      allow_deletions: { enabled: false },
      block_creations: { enabled: false },
      required_conversation_resolution: { enabled: false },
      lock_branch: { enabled: false },
      allow_fork_syncing: { enabled: false },
    };
  };

  app.get(`${one}/branches/:branch{.+}/protection`, (c) => {
    const repository = repositoryFor(c, world, need("administration", "read", "admin"));
    const rule = protectionOf(repository, param(c, "branch"));
    if (!rule) throw new ApiError(404, "Branch not protected");
    return c.json(present(repository, rule));
  });

  app.get(`${one}/rules/branches/:branch{.+}`, (c) => {
    const repository = repositoryFor(c, world, need("metadata", "read"));
    const rule = protectionOf(repository, param(c, "branch"));
    if (!rule) return c.json([]);
    const from = { ruleset_source_type: "Repository", ruleset_source: fullName(repository), ruleset_id: repository.id };
    const required_status_checks = rule.requiredChecks.map(({ context, appId }) => ({
      context,
      ...(appId !== null && { integration_id: appId }),
    }));
    const rules = [
      { type: "deletion", ...from },
      { type: "non_fast_forward", ...from },
      ...(required_status_checks.length > 0
        ? [
            {
              type: "required_status_checks",
              parameters: { required_status_checks, strict_required_status_checks_policy: false },
              ...from,
            },
          ]
        : []),
      ...(rule.requirePullRequest
        ? [
            {
              type: "pull_request",
              parameters: {
                dismiss_stale_reviews_on_push: false,
                require_code_owner_review: false,
                require_last_push_approval: false,
                required_approving_review_count: 0,
                required_review_thread_resolution: false,
              },
              ...from,
            },
          ]
        : []),
    ];
    return c.json(page(c, rules));
  });

  return app;
}
