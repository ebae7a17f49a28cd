import { Hono } from "hono";
import { checkAccess, needEither, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, callingApp, type Env, idParam } from "../http/context.ts";
import { notFound } from "../http/errors.ts";
import { needText, readBody } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import type { Comment, Issue, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentComment, presentIssue } from "../present/issue.ts";
import { checkLengths, issueFor, issueNeed } from "./issues.ts";

export function commentRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/issues";

  const emit = (c: Ctx, repository: Repository, issue: Issue, comment: Comment, action: string, extra = {}) => {
    const payload = {
      action,
      issue: presentIssue(world, repository, issue),
      comment: presentComment(world, repository, comment),
      ...extra,
    };
    world.emit({ name: "issue_comment", action, repository, sender: caller(c), payload });
  };

  const commentFor = (c: Ctx, level: "read" | "write") => {
    const repository = repositoryFor(c, world, needEither(["issues", "pull_requests"], "read"));
    for (const issue of repository.issues.values()) {
      const comment = issue.comments.find((it) => it.id === idParam(c, "comment_id"));
      if (!comment) continue;
      const own = level === "read" || comment.user === caller(c);
      checkAccess(world, c.get("actor"), repository, issueNeed(issue, level, own ? "read" : "write"));
      return { repository, issue, comment };
    }
    throw notFound();
  };

  app.get(`${all}/comments`, (c) => {
    const repository = repositoryFor(c, world, needEither(["issues", "pull_requests"], "read"));
    const comments = [...repository.issues.values()].flatMap((issue) => issue.comments).sort((a, b) => a.id - b.id);
    return c.json(page(c, comments).map((it) => presentComment(world, repository, it)));
  });

  app.get(`${all}/:issue_number/comments`, (c) => {
    const { repository, issue } = issueFor(c, world, "read");
    const since = c.req.query("since");
    const comments = issue.comments.filter((it) => since === undefined || it.updatedAt >= new Date(since));
    return c.json(page(c, comments).map((it) => presentComment(world, repository, it)));
  });

  app.post(`${all}/:issue_number/comments`, async (c) => {
    const { repository, issue } = issueFor(c, world, "write");
    const body = needText(await readBody(c), "body");
    checkLengths(undefined, body);
    const now = world.now();
    const comment: Comment = {
      id: world.ids.next("comment"),
      issue: issue.number,
      user: caller(c),
      via: callingApp(c),
      body,
      createdAt: now,
      updatedAt: now,
    };
    issue.comments.push(comment);
    issue.updatedAt = now;
    emit(c, repository, issue, comment, "created");
    return c.json(presentComment(world, repository, comment), 201);
  });

  app.get(`${all}/comments/:comment_id`, (c) => {
    const { repository, comment } = commentFor(c, "read");
    return c.json(presentComment(world, repository, comment));
  });

  app.patch(`${all}/comments/:comment_id`, async (c) => {
    const { repository, issue, comment } = commentFor(c, "write");
    const body = needText(await readBody(c), "body");
    checkLengths(undefined, body);
    const from = comment.body;
    comment.body = body;
    comment.updatedAt = world.now();
    if (from !== body) emit(c, repository, issue, comment, "edited", { changes: { body: { from } } });
    return c.json(presentComment(world, repository, comment));
  });

  app.delete(`${all}/comments/:comment_id`, (c) => {
    const { repository, issue, comment } = commentFor(c, "write");
    issue.comments.splice(issue.comments.indexOf(comment), 1);
    emit(c, repository, issue, comment, "deleted");
    return c.body(null, 204);
  });

  return app;
}
