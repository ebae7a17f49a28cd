import { Hono } from "hono";
import { resolveCommit } from "../git/refs.ts";
import { checkAccess, need, repositoryFor } from "../http/access.ts";
import { type Ctx, caller, type Env, idParam } from "../http/context.ts";
import { ApiError, notFound, unprocessable } from "../http/errors.ts";
import { needText, oneOf, readBody, text } from "../http/fields.ts";
import { page } from "../http/pagination.ts";
import type { PullRequest, Repository, Review } from "../model/repository.ts";
import type { World } from "../model/world.ts";
import { presentReview } from "../present/pull.ts";
import { pullOf } from "../pulls/open.ts";
import { checkReview, emitReview, submitReview } from "../pulls/reviews.ts";

const EVENTS = ["APPROVE", "REQUEST_CHANGES", "COMMENT"] as const;

export function reviewRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  const all = "/repos/:owner/:repo/pulls/:pull_number/reviews";
  const one = `${all}/:review_id`;

  const found = (c: Ctx, level: "read" | "write") => {
    // Whoever can read a repository can review its pull requests.
    const repository = repositoryFor(c, world, need("pull_requests", level, "read"));
    if (level === "write") caller(c);
    return { repository, issue: pullOf(repository, idParam(c, "pull_number")) };
  };
  const reviewOf = (c: Ctx, issue: PullRequest): Review => {
    const review = issue.pull.reviews.find((it) => it.id === idParam(c, "review_id"));
    const hidden = review?.state === "PENDING" && (c.get("actor").kind === "anonymous" || review.user !== caller(c));
    if (!review || hidden) throw notFound();
    return review;
  };
  const json = (c: Ctx, repository: Repository, issue: PullRequest, review: Review) =>
    c.json(presentReview(world, repository, issue, review));

  app.get(all, (c) => {
    const { repository, issue } = found(c, "read");
    const actor = c.get("actor");
    const mine = (review: Review) => "account" in actor && actor.account === review.user;
    const seen = issue.pull.reviews.filter((review) => review.state !== "PENDING" || mine(review));
    return c.json(page(c, seen).map((review) => presentReview(world, repository, issue, review)));
  });

  app.post(all, async (c) => {
    const { repository, issue } = found(c, "write");
    const body = await readBody(c);
    const event = oneOf(body, "event", EVENTS) ?? null;
    const says = text(body, "body") ?? "";
    const user = caller(c);
    checkReview(issue, user, event, says);
    const wanted = text(body, "commit_id");
    const commitId = wanted ? await resolveCommit(repository.gitDir, wanted) : issue.pull.headSha;
    if (!commitId) throw new ApiError(422, "Unprocessable Entity", ["Commit is not part of the pull request"]);
    if (!event && issue.pull.reviews.some((it) => it.user === user && it.state === "PENDING")) {
      throw unprocessable("User can only have one pending review per pull request");
    }
    const review: Review = {
      id: world.ids.next("review"),
      user,
      body: says,
      state: "PENDING",
      commitId,
      submittedAt: null,
      updatedAt: world.now(),
    };
    issue.pull.reviews.push(review);
    if (event) submitReview(world, repository, issue, review, event);
    return json(c, repository, issue, review);
  });

  app.get(one, (c) => {
    const { repository, issue } = found(c, "read");
    return json(c, repository, issue, reviewOf(c, issue));
  });

  app.put(one, async (c) => {
    const { repository, issue } = found(c, "write");
    const review = reviewOf(c, issue);
    if (review.user !== caller(c)) throw new ApiError(403, "Only the author of a review can edit it.");
    const from = review.body;
    review.body = needText(await readBody(c), "body");
    if (review.state !== "PENDING" && from !== review.body)
      emitReview(world, repository, issue, review, "edited", caller(c), { changes: { body: { from } } });
    return json(c, repository, issue, review);
  });

  app.delete(one, (c) => {
    const { repository, issue } = found(c, "write");
    const review = reviewOf(c, issue);
    if (review.state !== "PENDING") throw unprocessable("Can not delete a non-pending pull request review");
    issue.pull.reviews.splice(issue.pull.reviews.indexOf(review), 1);
    return json(c, repository, issue, review);
  });

  app.post(`${one}/events`, async (c) => {
    const { repository, issue } = found(c, "write");
    const review = reviewOf(c, issue);
    const body = await readBody(c);
    needText(body, "event");
    const event = oneOf(body, "event", EVENTS)!;
    if (review.state !== "PENDING") throw unprocessable("Can not submit a review that was already submitted");
    review.body = text(body, "body") ?? review.body;
    checkReview(issue, caller(c), event, review.body);
    submitReview(world, repository, issue, review, event);
    return json(c, repository, issue, review);
  });

  app.put(`${one}/dismissals`, async (c) => {
    const { repository, issue } = found(c, "write");
    checkAccess(world, c.get("actor"), repository, need("pull_requests", "write"));
    needText(await readBody(c), "message");
    const review = reviewOf(c, issue);
    if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
      throw unprocessable(`Can not dismiss a ${review.state.toLowerCase()} pull request review`);
    }
    review.state = "DISMISSED";
    review.updatedAt = issue.updatedAt = world.now();
    emitReview(world, repository, issue, review, "dismissed", caller(c));
    return json(c, repository, issue, review);
  });

  return app;
}
