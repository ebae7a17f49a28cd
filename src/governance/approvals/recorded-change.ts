import type { PolicyDiff } from "../../policy/index.ts";
import type { ReleaseKind } from "../release.ts";
import { type Opinion, opinionsOf } from "./opinions.ts";
import type { ApprovalSnapshot, ReplayState } from "./snapshot.ts";

/**
 * What was judged when a pull request was let through, without the chart: enough to ask how other rules would have judged
 * it. Each record of a merge carries it.
 */
export interface RecordedChange {
  author: string;
  /** Everybody else who worked on it, sorted. */
  contributors: string[];
  /** All changed files, governed or not, sorted; of very many only the first. */
  files: string[];
  /** How many files more. */
  more?: number;
  /** Policy id → how far it decides otherwise; absent: it is new, or gone. */
  classes: Record<string, PolicyDiff["class"]>;
  /** Policy id → what happened to its release. */
  releases: Record<string, ReleaseKind>;
  replay: ReplayState["state"];
  /** What people said of exactly this content, one answer each. */
  answers: RecordedAnswer[];
  /** When people were first asked, ISO 8601 in UTC. */
  asked_at: string;
}

export interface RecordedAnswer {
  by: string;
  stance: Opinion["stance"];
  at: string;
}

/** A thousand decision records delivered at once are not named one by one: a check run holds 65,535 characters. */
const NAMED_FILES = 100;

/** What of a snapshot is kept with the record of its merge. */
export function recordedChange(snapshot: ApprovalSnapshot): RecordedChange {
  const { pull, changes, contributors, policies, releases, replay, askedAt, now } = snapshot;
  const files = changes.map(({ path }) => path);
  const { standing } = opinionsOf(snapshot);
  const more = files.length - NAMED_FILES;
  return {
    author: pull.author,
    contributors: [...contributors.logins].filter((login) => login !== pull.author).sort(),
    files: files.slice(0, NAMED_FILES),
    ...(more > 0 ? { more } : {}),
    classes: Object.fromEntries(policies.flatMap(({ id, diff }) => (diff ? [[id, diff.class]] : []))),
    releases: Object.fromEntries(releases.map(({ policy, kind }) => [policy, kind])),
    replay: replay.state,
    answers: standing.map(({ user, stance, since }) => ({ by: user, stance, at: since })),
    // To the second, as GitHub keeps it: looking again must not find another time.
    asked_at: `${(askedAt ?? now).toISOString().slice(0, 19)}Z`,
  };
}

/** Whether a value that a ledger holds can be judged: others than the app may have written there. */
export function isRecordedChange(value: unknown): value is RecordedChange {
  const change = value as Partial<Record<keyof RecordedChange, unknown>> | null | undefined;
  const texts = (list: unknown) => Array.isArray(list) && list.every((text) => typeof text === "string");
  const mapping = (it: unknown) => typeof it === "object" && it !== null && !Array.isArray(it);
  return (
    typeof change?.author === "string" &&
    [change.contributors, change.files].every(texts) &&
    [change.classes, change.releases].every(mapping) &&
    typeof change.replay === "string" &&
    Array.isArray(change.answers) &&
    change.answers.every((answer) => mapping(answer) && texts([answer.by, answer.stance, answer.at])) &&
    !Number.isNaN(Date.parse(String(change.asked_at)))
  );
}
