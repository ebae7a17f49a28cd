import { Hono } from "hono";
import { need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, idParam } from "../http/context.ts";
import { ApiError } from "../http/errors.ts";
import { readBody, texts } from "../http/fields.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import { isCollaborator } from "../model/roles.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";
import { presentSimplePull } from "../present/pull.ts";
import { presentTeam } from "../present/team.ts";
import { emitPull } from "../pulls/events.ts";
import { pullOf } from "../pulls/open.ts";

export function reviewRequestRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const path = "/repos/:owner/:repo/pulls/:pull_number/requested_reviewers";

  const found = (c: Ctx, level: "read" | "write") => {
    const repository = repositoryFor(c, world, need("pull_requests", level));
    return { repository, issue: pullOf(repository, idParam(c, "pull_number")) };
  };

  const accounts = (repository: Repository, issue: PullRequest, logins: readonly string[]) =>
    logins.map((login) => {
      const account = world.account(login);
      if (account && account === issue.user)
        throw new ApiError(422, "Review cannot be requested from pull request author.");
      if (!account || !isCollaborator(world, repository, account)) {
        const sentence =
          "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the";
        throw new ApiError(422, `${sentence} ${repository.owner.login}/${repository.name} repository.`);
      }
      return account;
    });

  const teams = (repository: Repository, slugs: readonly string[]) =>
    slugs.map((slug) => {
      const team = world.org(repository.owner.login)?.teams.get(slug);
      if (!team || !repository.teams.has(slug)) {
        const sentence =
          "Reviews may only be requested from collaborators. One or more of the teams you specified is not a collaborator of the";
        throw new ApiError(422, `${sentence} ${repository.owner.login}/${repository.name} repository.`);
      }
      return team;
    });

  app.get(path, (c) => {
    const { repository, issue } = found(c, "read");
    const org = world.org(repository.owner.login);
    return c.json({
      users: issue.pull.requestedReviewers.map((it) => presentAccount(world, it)),
      teams: issue.pull.requestedTeams.flatMap((slug) => {
        const team = org?.teams.get(slug);
        return team ? [presentTeam(world, team)] : [];
      }),
    });
  });

  app.post(path, async (c) => {
    const { repository, issue } = found(c, "write");
    const body = await readBody(c);
    const people = accounts(repository, issue, texts(body, "reviewers") ?? []);
    const groups = teams(repository, texts(body, "team_reviewers") ?? []);
    const { pull } = issue;
    issue.updatedAt = world.now();
    for (const account of people) {
      if (pull.requestedReviewers.includes(account)) continue;
      pull.requestedReviewers.push(account);
      const extra = { requested_reviewer: presentAccount(world, account) };
      await emitPull(world, repository, issue, "review_requested", caller(c), extra);
    }
    for (const team of groups) {
      if (pull.requestedTeams.includes(team.slug)) continue;
      pull.requestedTeams.push(team.slug);
      await emitPull(world, repository, issue, "review_requested", caller(c), {
        requested_team: presentTeam(world, team),
      });
    }
    return c.json(presentSimplePull(world, repository, issue), 201);
  });

  app.delete(path, async (c) => {
    const { repository, issue } = found(c, "write");
    const body = await readBody(c);
    const { pull } = issue;
    for (const login of texts(body, "reviewers") ?? []) {
      const account = pull.requestedReviewers.find((it) => it.login.toLowerCase() === login.toLowerCase());
      if (!account) continue;
      pull.requestedReviewers.splice(pull.requestedReviewers.indexOf(account), 1);
      const extra = { requested_reviewer: presentAccount(world, account) };
      await emitPull(world, repository, issue, "review_request_removed", caller(c), extra);
    }
    for (const slug of texts(body, "team_reviewers") ?? []) {
      const team = world.org(repository.owner.login)?.teams.get(slug);
      if (!team || !pull.requestedTeams.includes(slug)) continue;
      pull.requestedTeams.splice(pull.requestedTeams.indexOf(slug), 1);
      const extra = { requested_team: presentTeam(world, team) };
      await emitPull(world, repository, issue, "review_request_removed", caller(c), extra);
    }
    return c.json(presentSimplePull(world, repository, issue));
  });

  return app;
}
