import { Hono } from "hono";
import { needEither, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, param } from "../http/context.ts";
import { ApiError, invalid, notFound } from "../http/errors.ts";
import { needText, readBody, text } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import { setLabels } from "../issues/change.ts";
import { newLabel } from "../model/create.ts";
import type { Issue, Label, Repository } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentLabel } from "../present/issue.ts";
import { issueFor } from "./issues.ts";

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export function labelRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/labels";
  const ofIssue = "/repos/:owner/:repo/issues/:issue_number/labels";
  const reads = needEither(["issues", "pull_requests"], "read");
  const writes = needEither(["issues", "pull_requests"], "write");

  const labelOf = (c: Ctx, repository: Repository): Label => {
    const label = repository.labels.find((it) => same(it.name, param(c, "name")));
    if (!label) throw notFound();
    return label;
  };
  const list = (c: Ctx, repository: Repository, issue: Issue) =>
    c.json(page(c, issue.labels).map((label) => presentLabel(world, repository, label)));
  const names = async (c: Ctx): Promise<string[]> => {
    const raw = await c.req.json().catch(() => {
      throw new ApiError(400, "Problems parsing JSON");
    });
    const labels: unknown = Array.isArray(raw) ? raw : raw?.labels;
    if (!Array.isArray(labels)) throw new ApiError(422, 'Invalid request.\n\nNo subschema in "oneOf" matched.');
    return labels.map((it) => (typeof it === "string" ? it : String(it?.name)));
  };
  const color = (value: string | undefined): string => {
    if (value === undefined) return "ededed";
    if (!/^[0-9a-f]{6}$/i.test(value)) throw invalid({ resource: "Label", field: "color", code: "invalid" });
    return value.toLowerCase();
  };

  app.get(all, (c) => {
    const repository = repositoryFor(c, world, reads);
    return c.json(page(c, repository.labels).map((label) => presentLabel(world, repository, label)));
  });

  app.post(all, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const body = await readBody(c);
    const name = needText(body, "name");
    if (repository.labels.some((it) => same(it.name, name))) {
      throw invalid({ resource: "Label", code: "already_exists", field: "name" });
    }
    const label = newLabel(world, name, color(text(body, "color")), text(body, "description") ?? null);
    repository.labels.push(label);
    const presented = presentLabel(world, repository, label);
    world.emit({
      name: "label",
      action: "created",
      repository,
      sender: caller(c),
      payload: { action: "created", label: presented },
    });
    return c.json(presented, 201);
  });

  app.get(`${all}/:name`, (c) => {
    const repository = repositoryFor(c, world, reads);
    return c.json(presentLabel(world, repository, labelOf(c, repository)));
  });

  app.patch(`${all}/:name`, async (c) => {
    const repository = repositoryFor(c, world, writes);
    const label = labelOf(c, repository);
    const body = await readBody(c);
    label.name = text(body, "new_name") ?? label.name;
    if (body.color !== undefined) label.color = color(text(body, "color"));
    label.description = text(body, "description") ?? label.description;
    return c.json(presentLabel(world, repository, label));
  });

  app.delete(`${all}/:name`, (c) => {
    const repository = repositoryFor(c, world, writes);
    const label = labelOf(c, repository);
    repository.labels.splice(repository.labels.indexOf(label), 1);
    for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((it) => it !== label);
    return c.body(null, 204);
  });

  app.get(ofIssue, (c) => {
    const { repository, issue } = issueFor(c, world, "read");
    return list(c, repository, issue);
  });

  app.post(ofIssue, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    const added = await names(c);
    await setLabels(world, repository, issue, [...issue.labels.map((it) => it.name), ...added], caller(c));
    return list(c, repository, issue);
  });

  app.put(ofIssue, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    await setLabels(world, repository, issue, await names(c), caller(c));
    return list(c, repository, issue);
  });

  app.delete(ofIssue, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    await setLabels(world, repository, issue, [], caller(c));
    return c.body(null, 204);
  });

  app.delete(`${ofIssue}/:name`, async (c) => {
    const { repository, issue } = issueFor(c, world, "write", "triage");
    const name = param(c, "name");
    if (!issue.labels.some((it) => same(it.name, name))) throw new ApiError(404, "Label does not exist");
    const left = issue.labels.map((it) => it.name).filter((it) => !same(it, name));
    await setLabels(world, repository, issue, left, caller(c));
    return list(c, repository, issue);
  });

  return app;
}
