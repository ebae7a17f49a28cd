import type { ReleaseKind } from "../release.ts";
import type { Judgement } from "./judge.ts";
import type { Letter } from "./judge-roles.ts";
import { type RecordedChange, recordedChange } from "./recorded-change.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/**
 * What the approvals check asserts, for machines: it ends the check run's text, and the merge record is made from it.
 * GitHub lets nobody but the app change it.
 */
export interface ApprovalsStatement {
  statement: "countersign-approvals/v1";
  head: string;
  base: string;
  /** Digest of the governed files, base to head. */
  content: string;
  activities: StatedActivity[];
  policies: StatedPolicy[];
  releases: StatedRelease[];
  replay?: {
    verdict: "pass" | "fail" | "inconclusive";
    decisions: number;
    flips: number;
    toward_human: number;
    away_from_human: number;
    flips_digest: string;
  };
  ungoverned: number;
  /** What was judged, whatever the chart; absent in statements made before this was kept. */
  change?: RecordedChange;
  /** Login of whoever let it through alone; absent where everybody asked has approved. */
  broke_glass?: string;
}

export interface StatedActivity {
  activity: string;
  policy?: string;
  /** Changed files; policies and releases first, and of very many only some. */
  files: string[];
  /** How many files more. */
  more?: number;
  responsible: string[];
  accountable: string[];
  consulted: string[];
  /** Logins to tell about the merge. */
  informed: string[];
}

export interface StatedPolicy {
  policy: string;
  path: string;
  /** The version that the merge makes; absent where it makes none. */
  version?: string;
  class?: "patch" | "minor" | "major";
  words: string;
}

/** What is live after the merge. */
export interface StatedRelease {
  policy: string;
  path: string;
  kind: ReleaseKind;
  from?: { version: string; stage: string };
  to?: { version: string; stage: string };
  because?: string;
}

/** A check run holds 65,535 characters; a thousand decision records delivered at once are not named one by one. */
const NAMED_FILES = 50;

function named(files: string[], first: ReadonlySet<string>): Pick<StatedActivity, "files" | "more"> {
  const sorted = [...files.filter((file) => first.has(file)), ...files.filter((file) => !first.has(file))];
  const more = sorted.length - NAMED_FILES;
  return { files: sorted.slice(0, NAMED_FILES), ...(more > 0 ? { more } : {}) };
}

/** @param judgement one that is `approved`; the statement of any other would claim what nobody approved. */
export function approvalsStatement(snapshot: ApprovalSnapshot, judgement: Judgement): ApprovalsStatement {
  const { replay, pull } = snapshot;
  const about = new Set([...snapshot.policies, ...snapshot.releases].map(({ path }) => path));
  const ran = replay.state === "pass" || replay.state === "fail" || replay.state === "inconclusive";
  return {
    statement: "countersign-approvals/v1",
    head: pull.head,
    base: pull.base,
    content: judgement.content,
    activities: judgement.requirements.map(({ activity, policy, files, roles }) => {
      const who = (letter: Letter, pick: "by" | "people") => [
        ...new Set(roles.filter((role) => role.letter === letter).flatMap((role) => role[pick])),
      ];
      return {
        activity,
        ...(policy ? { policy } : {}),
        ...named(files, about),
        responsible: who("Responsible", "by"),
        accountable: who("Accountable", "by"),
        consulted: who("Consulted", "by"),
        informed: who("Informed", "people"),
      };
    }),
    policies: snapshot.policies.map(({ id, path, next, diff, head, removed }) => ({
      policy: id,
      path,
      ...(next ? { version: next } : {}),
      ...(diff && diff.class !== "none" ? { class: diff.class } : {}),
      words: diff?.words ?? (head ? "A new policy." : removed ? "The policy is removed." : ""),
    })),
    releases: snapshot.releases.map(({ policy, path, kind, from, to }) => ({
      policy,
      path,
      kind,
      ...(from ? { from: { version: from.version, stage: from.stage } } : {}),
      ...(to ? { to: { version: to.version, stage: to.stage } } : {}),
      ...(to?.hold ? { because: to.hold.because } : {}),
    })),
    ...(ran
      ? {
          replay: {
            verdict: replay.state,
            decisions: replay.decisions,
            flips: replay.flips,
            toward_human: replay.towardHuman,
            away_from_human: replay.awayFromHuman,
            flips_digest: replay.flipsDigest,
          },
        }
      : {}),
    ungoverned: judgement.coverage.ungoverned.length,
    change: recordedChange(snapshot),
    ...(judgement.glass ? { broke_glass: judgement.glass.by } : {}),
  };
}
