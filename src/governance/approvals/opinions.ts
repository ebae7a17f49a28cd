import type { Intervention } from "./interventions.ts";
import type { ApprovalSnapshot, Review } from "./snapshot.ts";

/** What one person says of the pull request as it is now. */
export interface Opinion {
  user: string;
  stance: "approves" | "objects" | "comments";
  /** When they said so, ISO 8601. */
  since: string;
}

/** A review that does not count, and why, for the person who gave it. */
export interface Dropped {
  user: string;
  why: string;
}

export interface Opinions {
  standing: Opinion[];
  dropped: Dropped[];
}

/** What a review must still match: the governed content and the flips that its reviewer was shown. */
export interface Shown {
  content: string;
  flips: string | undefined;
}

/**
 * The reviews that count. As on GitHub, a person's last approval or objection stands, and a comment does not undo it.
 * An approval binds to content, never to time; an objection stands until its author lifts it or it is dismissed.
 */
export function opinionsOf({ reviews, contentAt, flipsAt, interventions }: ApprovalSnapshot, shown: Shown): Opinions {
  const standing: Opinion[] = [];
  const dropped: Dropped[] = [];
  for (const [user, own] of byUser(reviews)) {
    const decisive = own.filter(({ state }) => state !== "COMMENTED").at(-1);
    const stale = (review: Review) => staleness(review, contentAt, flipsAt, shown);
    if (decisive?.state === "CHANGES_REQUESTED") {
      standing.push({ user, stance: "objects", since: decisive.at });
    } else if (decisive?.state === "APPROVED") {
      const why = stale(decisive);
      if (decisive.bot) dropped.push({ user, why: "a bot cannot approve" });
      else if (why) dropped.push({ user, why });
      else standing.push({ user, stance: "approves", since: decisive.at });
    } else if (decisive?.state === "DISMISSED") {
      dropped.push({ user, why: "the review was dismissed" });
    }
    const commented = own.find((review) => review.state === "COMMENTED" && !review.bot && !stale(review));
    if (commented && !standing.some((opinion) => opinion.user === user)) {
      standing.push({ user, stance: "comments", since: commented.at });
    }
  }
  const answers = answersOf(interventions, shown);
  const spoke = new Set(standing.map(({ user }) => user));
  return {
    standing: [...standing, ...answers.standing.filter(({ user }) => !spoke.has(user))],
    dropped: [...dropped, ...answers.dropped.filter(({ user }) => !spoke.has(user))],
  };
}

/** Answers by command. The bot noted what they are about when they were given, since GitHub ties no comment to a commit. */
function answersOf(interventions: Intervention[], shown: Shown): Opinions {
  const answers = new Map<string, Intervention[]>();
  for (const answer of interventions.filter(({ kind }) => kind === "answer")) {
    answers.set(answer.by, [...(answers.get(answer.by) ?? []), answer]);
  }
  const standing: Opinion[] = [];
  const dropped: Dropped[] = [];
  for (const [user, given] of answers) {
    const sameContent = given.filter(({ content }) => content === shown.content);
    const answer = sameContent.find(({ flips }) => !flips || !shown.flips || flips === shown.flips);
    if (answer) standing.push({ user, stance: "comments", since: answer.at });
    else if (sameContent.length > 0)
      dropped.push({ user, why: "the replay test now flips other decisions than when they answered" });
    else dropped.push({ user, why: "the governed files changed since they answered" });
  }
  return { standing, dropped };
}

function byUser(reviews: Review[]): Map<string, Review[]> {
  const users = new Map<string, Review[]>();
  for (const review of reviews) users.set(review.user, [...(users.get(review.user) ?? []), review]);
  return users;
}

function staleness(
  { commit }: Review,
  contentAt: Record<string, string>,
  flipsAt: Record<string, string>,
  shown: Shown,
): string | undefined {
  const content = commit === null ? undefined : contentAt[commit];
  if (commit === null || content === undefined) return "the commit they looked at is gone";
  if (content !== shown.content) return `the governed files changed since they looked at ${commit.slice(0, 7)}`;
  const flips = flipsAt[commit];
  if (shown.flips !== undefined && flips !== undefined && flips !== shown.flips) {
    return `the replay test now flips other decisions than it showed at ${commit.slice(0, 7)}`;
  }
  return undefined;
}
