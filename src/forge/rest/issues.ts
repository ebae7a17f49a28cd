import { Hono } from "hono";
import { allows, checkAccess, needEither, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, callingApp, type Env, idParam } from "../http/context.ts";
import { ApiError, invalid, notFound } from "../http/errors.ts";
import { type Body, needText, oneOf, readBody, text, texts } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { emitIssue, openIssue, setAssignees, setLabels } from "../issues/change.ts";
import type { Issue, Repository } from "../model/repository.ts";
import { isCollaborator } from "../model/roles.ts";
import type { World } from "../model/world.ts";
import { presentAccount, presentMaybe } from "../present/account.ts";
import { presentIssue } from "../present/issue.ts";

const MAX_TITLE = 256;
const MAX_BODY = 65_536;

/** Issues are written with the `issues` permission, what pull requests share with them also with `pull_requests`. */
export function issueNeed(issue: Issue | null, level: "read" | "write", user: "read" | "triage" | "write" = "read") {
  return needEither(issue?.pull ? ["issues", "pull_requests"] : ["issues"], level, user);
}

/** The issue of the path, with whether the caller may do this to it. */
export function issueFor(c: Ctx, world: World, level: "read" | "write", user: "read" | "triage" | "write" = "read") {
  const repository = repositoryFor(c, world, needEither(["issues", "pull_requests"], "read"));
  const issue = repository.issues.get(idParam(c, "issue_number"));
  if (!issue) throw notFound();
  if (level === "write") caller(c);
  checkAccess(world, c.get("actor"), repository, issueNeed(issue, level, user));
  return { repository, issue };
}

export function checkLengths(title: string | undefined, body: string | undefined | null): void {
  if (title !== undefined && title.trim() === "")
    throw invalid({ resource: "Issue", field: "title", code: "missing_field" });
  if (title !== undefined && title.length > MAX_TITLE) {
    throw invalid({
      resource: "Issue",
      field: "title",
      code: "custom",
      message: `title is too long (maximum is ${MAX_TITLE} characters)`,
    });
  }
  if (body && body.length > MAX_BODY) {
    throw invalid({
      resource: "Issue",
      field: "body",
      code: "custom",
      message: `body is too long (maximum is ${MAX_BODY} characters)`,
    });
  }
}

const labelNames = (body: Body): string[] | undefined => {
  const labels = body.labels as unknown[] | undefined;
  return labels?.map((it) => (typeof it === "string" ? it : String((it as Body).name)));
};

export function issueRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/issues";
  const one = `${all}/:issue_number`;
  const full = (repository: Repository, issue: Issue) => ({
    ...presentIssue(world, repository, issue),
    closed_by: presentMaybe(world, issue.closedBy),
  });

  app.get(all, (c) => {
    const actor = c.get("actor");
    const repository = repositoryFor(c, world, needEither(["issues", "pull_requests"], "read"));
    const { state = "open", labels, since, sort = "created", direction = "desc", assignee, creator } = c.req.query();
    const wanted = (labels ?? "")
      .split(",")
      .filter(Boolean)
      .map((name) => name.toLowerCase());
    // With only one of the two permissions, an app sees only that half.
    const sees = (issue: Issue) =>
      actor.kind !== "installation" || allows(actor.permissions, [issue.pull ? "pull_requests" : "issues", "read"]);
    const found = [...repository.issues.values()].filter(
      (issue) =>
        sees(issue) &&
        (state === "all" || issue.state === state) &&
        wanted.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name)) &&
        (since === undefined || issue.updatedAt >= new Date(since)) &&
        (creator === undefined || issue.user.login === creator) &&
        (assignee === undefined || assignee === "*"
          ? assignee === undefined || issue.assignees.length > 0
          : assignee === "none"
            ? issue.assignees.length === 0
            : issue.assignees.some((it) => it.login === assignee)),
    );
    const key = (issue: Issue) => {
      if (sort === "comments") return issue.comments.length;
      return (sort === "updated" ? issue.updatedAt : issue.createdAt).getTime();
    };
    found.sort((a, b) => key(a) - key(b) || a.number - b.number);
    if (direction === "desc") found.reverse();
    return c.json(page(c, found).map((issue) => presentIssue(world, repository, issue)));
  });

  /** What only triage may set is left out without a word when someone else asks for it. */
  const mayTriage = (c: Ctx, repository: Repository) => {
    try {
      checkAccess(world, c.get("actor"), repository, needEither(["issues", "pull_requests"], "write", "triage"));
      return true;
    } catch {
      return false;
    }
  };

  app.post(all, async (c) => {
    const repository = repositoryFor(c, world, needEither(["issues"], "write", "read"));
    const user = caller(c);
    const body = await readBody(c);
    const title = needText(body, "title");
    checkLengths(title, text(body, "body"));
    const triage = mayTriage(c, repository);
    const issue = await openIssue(world, repository, {
      title,
      body: text(body, "body") ?? null,
      user,
      via: callingApp(c),
      labels: triage ? (labelNames(body) ?? []) : [],
      assignees: triage ? (texts(body, "assignees") ?? []) : [],
    });
    return c.json(full(repository, issue), 201);
  });

  app.get(one, (c) => {
    const { repository, issue } = issueFor(c, world, "read");
    return c.json(full(repository, issue));
  });

  app.patch(one, async (c) => {
    const { repository, issue } = issueFor(c, world, "write");
    const user = caller(c);
    if (issue.user !== user) checkAccess(world, c.get("actor"), repository, issueNeed(issue, "write", "triage"));
    const body = await readBody(c);
    const title = text(body, "title");
    checkLengths(title, text(body, "body"));
    const changes: Record<string, { from: string }> = {};
    if (title !== undefined && title !== issue.title) {
      changes.title = { from: issue.title };
      issue.title = title;
    }
    if ("body" in body && (text(body, "body") ?? null) !== issue.body) {
      changes.body = { from: issue.body ?? "" };
      issue.body = text(body, "body") ?? null;
    }
    issue.updatedAt = world.now();
    if (Object.keys(changes).length > 0) await emitIssue(world, repository, issue, "edited", user, { changes });
    const labels = labelNames(body);
    if (labels && mayTriage(c, repository)) await setLabels(world, repository, issue, labels, user);
    const assignees = texts(body, "assignees");
    if (assignees && mayTriage(c, repository)) await setAssignees(world, repository, issue, assignees, user);
    await changeState(c, repository, issue, body);
    return c.json(full(repository, issue));
  });

  const changeState = async (c: Ctx, repository: Repository, issue: Issue, body: Body) => {
    const state = oneOf(body, "state", ["open", "closed"]);
    const reason = oneOf(body, "state_reason", ["completed", "not_planned", "duplicate", "reopened"]) ?? null;
    if (state === undefined || state === issue.state) {
      if (reason && issue.state === "closed" && reason !== "reopened") issue.stateReason = reason;
      return;
    }
    if (issue.pull?.merged) throw invalid({ resource: "Issue", field: "state", code: "invalid" });
    issue.state = state;
    issue.stateReason = issue.pull ? null : state === "open" ? "reopened" : (reason ?? "completed");
    issue.closedAt = state === "closed" ? world.now() : null;
    issue.closedBy = state === "closed" ? caller(c) : null;
    await emitIssue(world, repository, issue, state === "closed" ? "closed" : "reopened", caller(c));
  };

  app.post(`${one}/assignees`, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    const added = texts(await readBody(c), "assignees") ?? [];
    await setAssignees(world, repository, issue, [...issue.assignees.map((it) => it.login), ...added], caller(c));
    return c.json(full(repository, issue), 201);
  });

  app.delete(`${one}/assignees`, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    const gone = new Set((texts(await readBody(c), "assignees") ?? []).map((login) => login.toLowerCase()));
    const left = issue.assignees.map((it) => it.login).filter((login) => !gone.has(login.toLowerCase()));
    await setAssignees(world, repository, issue, left, caller(c));
    return c.json(full(repository, issue));
  });

  app.get("/repos/:owner/:repo/assignees", (c) => {
    const repository = repositoryFor(c, world, needEither(["issues", "metadata"], "read"));
    const able = world.accounts.filter((it) => it.type === "User" && isCollaborator(world, repository, it));
    return c.json(page(c, able).map((it) => presentAccount(world, it)));
  });

  app.get("/repos/:owner/:repo/assignees/:assignee", (c) => {
    const repository = repositoryFor(c, world, needEither(["issues", "metadata"], "read"));
    const account = world.account(c.req.param("assignee"));
    if (!account || !isCollaborator(world, repository, account)) throw new ApiError(404, "Not Found");
    return c.body(null, 204);
  });

  return app;
}
