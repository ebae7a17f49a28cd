import type { Intervention } from "../approvals/interventions.ts";
import type { RecordedChange } from "../approvals/recorded-change.ts";
import { governedContent } from "../approvals/requirements.ts";
import type { ApprovalSnapshot, PolicyChange, ReleaseChange, ReplayState, Review } from "../approvals/snapshot.ts";
import { policyPath, releasePath } from "../config/layout.ts";
import type { Raci } from "../config/types.ts";
import type { RoleMembers } from "../members.ts";
import type { PastChange } from "./past.ts";

/** A chart, and who holds its roles. */
export interface Rules {
  raci: Raci;
  members: Record<string, RoleMembers>;
}

/** A past pull request as it stood when it was merged, under other rules, for the judge of present ones. */
export function snapshotOf(past: PastChange, change: RecordedChange, { raci, members }: Rules): ApprovalSnapshot {
  const state = (id: string) => ({ id, mode: "100644" });
  const changes = change.files.map((path) => ({ path, from: state("before"), to: state("after") }));
  const content = governedContent(raci, changes);
  return {
    pull: {
      number: past.pull,
      title: past.says,
      author: change.author,
      head: "head",
      base: "base",
      baseRef: "main",
      draft: false,
      governed: true,
    },
    raci,
    raciFindings: [],
    members,
    changes,
    contributors: { logins: new Set([change.author, ...change.contributors]), unknown: [] },
    reviews: change.answers.map(reviewOf),
    contentAt: { head: content },
    policies: Object.entries(change.classes).map(([id, kind]): PolicyChange => {
      const diff = { class: kind, exact: true, regions: [], besides: [], words: "" };
      return {
        id,
        path: policyPath(id),
        base: undefined,
        head: undefined,
        removed: false,
        diff,
        current: undefined,
        next: undefined,
      };
    }),
    releases: Object.entries(change.releases).map(([policy, kind]): ReleaseChange => {
      return { policy, path: releasePath(policy), from: undefined, to: undefined, kind };
    }),
    findings: [],
    replay: replayOf(change),
    interventions: past.happened === "glass" ? past.by.map((by) => broken(by, past.at, content)) : [],
    unsettled: [],
    diverged: [],
    askedAt: new Date(change.asked_at),
    now: new Date(past.at),
    incomplete: [],
  };
}

const STATES = { approves: "APPROVED", objects: "CHANGES_REQUESTED", comments: "COMMENTED" } as const;

function reviewOf({ by, stance, at }: RecordedChange["answers"][number]): Review {
  return { user: by, bot: false, state: STATES[stance], commit: "head", at };
}

function broken(by: string, at: string, content: string): Intervention {
  return { kind: "break-glass", by, because: "", at, content };
}

function replayOf({ replay }: RecordedChange): ReplayState {
  if (replay === "not-needed") return { state: replay };
  if (replay === "missing") return { state: replay, reason: "the replay test had not run" };
  const none = { decisions: 0, flips: 0, towardHuman: 0, awayFromHuman: 0 };
  return { state: replay, title: "", url: undefined, flipsDigest: "", ...none };
}
