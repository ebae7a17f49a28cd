import type { Finding, Policy, PolicyDiff } from "../../policy/index.ts";
import type { Raci, Release } from "../config/types.ts";
import type { RoleMembers } from "../members.ts";
import type { ReleaseKind } from "../release.ts";
import type { Proposal } from "../simulation/proposal.ts";
import type { Change } from "./changes.ts";
import type { Contributors } from "./contributors.ts";
import type { Intervention } from "./interventions.ts";

/** Everything the judgement of one pull request rests on, as it stands on GitHub at one moment. */
export interface ApprovalSnapshot {
  pull: {
    number: number;
    title: string;
    author: string;
    head: string;
    base: string;
    baseRef: string;
    draft: boolean;
    /** Whether it targets the branch whose rules govern; elsewhere nothing can become live. */
    governed: boolean;
  };
  /** The RACI chart of the base; undefined where the base has none, or an unreadable one (then `raciFindings` say why). */
  raci: Raci | undefined;
  raciFindings: Finding[];
  /** Who holds each role of the chart, by role name. */
  members: Record<string, RoleMembers>;
  /** What the pull request changes, merge base to head. */
  changes: Change[];
  /** Those of the changed paths that the base has changed since too, otherwise: a merge would mix the two. */
  diverged: string[];
  contributors: Contributors;
  reviews: Review[];
  /** By commit that somebody reviewed: the digest of its governed content; absent where it cannot be read any more. */
  contentAt: Record<string, string>;
  policies: PolicyChange[];
  releases: ReleaseChange[];
  /** What is wrong with the governed files as the head has them. */
  findings: Finding[];
  replay: ReplayState;
  /** What changed rules would mean, where it changes any. */
  proposal?: Proposal;
  /** What people did by command, as the ledger has it, in order. */
  interventions: Intervention[];
  /** Pull requests that somebody let through on their own authority and nobody has settled yet. */
  unsettled: number[];
  /** When the people were first asked about this head; undefined: they are being asked now. */
  askedAt: Date | undefined;
  now: Date;
  /** What could not be read to its end, in words; anything here keeps the check from turning green. */
  incomplete: string[];
}

export interface Review {
  user: string;
  bot: boolean;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  /** The commit that the reviewer looked at; null when GitHub no longer knows it. */
  commit: string | null;
  /** When they said so, ISO 8601. Orders what one person says; what an approval is for is told by `commit` alone. */
  at: string;
  /** Digest of the flips that the replay test of that commit had shown by then; absent where none had ended. */
  flips?: string;
}

/** A policy that the pull request touches. */
export interface PolicyChange {
  id: string;
  path: string;
  base: Policy | undefined;
  head: Policy | undefined;
  /** Whether the head has no such file any more. */
  removed: boolean;
  diff: PolicyDiff | undefined;
  /** The newest released version, SemVer without prefix. */
  current: string | undefined;
  /** The version that a merge would make; undefined where it makes none. */
  next: string | undefined;
}

/** A change of what is live. */
export interface ReleaseChange {
  policy: string;
  path: string;
  from: Release | undefined;
  to: Release | undefined;
  /** What the change does, told from the files and their history, never from a label or a title. */
  kind: ReleaseKind;
}

/** What the bot could establish about `countersign/replay` on the head. */
export type ReplayState =
  | { state: "not-needed" }
  | { state: "missing"; reason: string }
  | {
      state: "pass" | "fail" | "inconclusive";
      title: string;
      url: string | undefined;
      flipsDigest: string;
      decisions: number;
      flips: number;
      towardHuman: number;
      awayFromHuman: number;
    };
