import { ApiError, unprocessable } from "../http/errors.ts";
import type { PullRequest, Repository, Review, ReviewState } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentReview, presentSimplePull } from "../present/pull.ts";

export type ReviewEvent = "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
const STATES: Record<ReviewEvent, ReviewState> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

/** @throws ApiError 422 for what GitHub does not let someone say about this pull request */
export function checkReview(issue: PullRequest, user: Account, event: ReviewEvent | null, body: string): void {
  if (user === issue.user && event === "APPROVE") throw unprocessable("Can not approve your own pull request");
  if (user === issue.user && event === "REQUEST_CHANGES") {
    throw unprocessable("Can not request changes on your own pull request");
  }
  if ((event === "REQUEST_CHANGES" || event === "COMMENT") && body.trim() === "") {
    throw new ApiError(422, "Unprocessable Entity", ["Body can't be blank"]);
  }
}

export function emitReview(
  world: World,
  repository: Repository,
  issue: PullRequest,
  review: Review,
  action: string,
  sender: Account,
  extra: object = {},
) {
  const { submitted_at, ...rest } = presentReview(world, repository, issue, review);
  const presented = { ...rest, state: rest.state.toLowerCase(), submitted_at: submitted_at ?? null };
  const payload = { action, review: presented, pull_request: presentSimplePull(world, repository, issue), ...extra };
  world.emit({ name: "pull_request_review", action, repository, sender, payload });
}

/** Gives a pending review its verdict: it counts from now on, and the request for it is answered. */
export function submitReview(
  world: World,
  repository: Repository,
  issue: PullRequest,
  review: Review,
  event: ReviewEvent,
): void {
  review.state = STATES[event];
  review.submittedAt = review.updatedAt = issue.updatedAt = world.now();
  const { pull } = issue;
  pull.requestedReviewers = pull.requestedReviewers.filter((it) => it !== review.user);
  const org = world.org(repository.owner.login);
  pull.requestedTeams = pull.requestedTeams.filter((slug) => !org?.teams.get(slug)?.members.has(review.user.login));
  emitReview(world, repository, issue, review, "submitted", review.user);
}
