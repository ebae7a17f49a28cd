import type { Intervention } from "./interventions.ts";
import { governedContent } from "./requirements.ts";
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
  /** Digest of them; undefined where no replay test is needed, or none has ended. */
  flips: string | undefined;
  /** How many decisions flip. */
  flipped: number;
}

/** What is shown of a pull request now. */
export function shownOf({ raci, changes, replay }: Pick<ApprovalSnapshot, "raci" | "changes" | "replay">): Shown {
  const [flips, flipped] = "flipsDigest" in replay ? [replay.flipsDigest, replay.flips] : [undefined, 0];
  return { content: governedContent(raci, changes), flips, flipped };
}

/**
 * The reviews that count. As on GitHub, a person's last approval or objection stands, and a comment does not undo it.
 * An approval binds to content, never to time; an objection stands until its author lifts it or it is dismissed.
 */
export function opinionsOf(snapshot: ApprovalSnapshot): Opinions {
  const shown = shownOf(snapshot);
  const { reviews, contentAt, interventions } = snapshot;
  const standing: Opinion[] = [];
  const dropped: Dropped[] = [];
  for (const [user, own] of byUser(reviews)) {
    const decisive = own.filter(({ state }) => state !== "COMMENTED").at(-1);
    const stale = (review: Review) => staleness(review, contentAt, shown);
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
    const answer = sameContent.find(({ flips }) => sameFlips(flips, shown));
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

function staleness({ commit, flips }: Review, contentAt: Record<string, string>, shown: Shown): string | undefined {
  const content = commit === null ? undefined : contentAt[commit];
  if (commit === null || content === undefined) return "the commit they looked at is gone";
  if (content !== shown.content) return `the governed files changed since they looked at ${commit.slice(0, 7)}`;
  if (sameFlips(flips, shown)) return undefined;
  return flips === undefined
    ? "the replay test had not ended when they looked, and flips decisions"
    : `the replay test now flips other decisions than it showed at ${commit.slice(0, 7)}`;
}

/** Whoever was shown no replay test was shown no flips. */
function sameFlips(given: string | undefined, { flips, flipped }: Shown): boolean {
  return flips === undefined || given === flips || (given === undefined && flipped === 0);
}
