import type { Change } from "../approvals/changes.ts";
import { contributorsOf } from "../approvals/contributors.ts";
import { governedContent } from "../approvals/requirements.ts";
import type { ApprovalSnapshot, PolicyChange, ReleaseChange, ReplayState, Review } from "../approvals/snapshot.ts";
import { policyPath, releasePath } from "../config/layout.ts";
import type { Raci, RaciExample } from "../config/types.ts";
import { addDuration } from "../duration.ts";
import type { RoleMembers } from "../members.ts";

/** Any moment will do: only the time since then is told. */
const ASKED = new Date("2026-01-05T09:00:00Z");

/** The pull request that an example tells, for the same judge as a real one. */
export function exampleSnapshot(
  example: RaciExample,
  raci: Raci,
  members: Record<string, RoleMembers>,
): ApprovalSnapshot {
  const { author, contributors, pushers, change } = example;
  const changes = changesOf(change);
  return {
    pull: {
      number: 1,
      title: example.id,
      author,
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
    contributors: contributorsOf(author, [], [...contributors, ...pushers]),
    reviews: example.reviews.map(reviewOf),
    contentAt: { head: governedContent(raci, changes), earlier: "other content" },
    policies: Object.entries(change.policies).map(([id, kind]): PolicyChange => {
      const diff = { class: kind, exact: true, regions: [], besides: [], words: "" };
      const versions = { current: undefined, next: undefined };
      return { id, path: policyPath(id), base: undefined, head: undefined, removed: false, diff, ...versions };
    }),
    releases: Object.entries(change.releases).map(([policy, kind]): ReleaseChange => {
      return { policy, path: releasePath(policy), from: undefined, to: undefined, kind };
    }),
    findings: [],
    replay: replayOf(example),
    interventions: [],
    unsettled: [],
    diverged: [],
    askedAt: ASKED,
    now: addDuration(ASKED, example.after),
    incomplete: [],
  };
}

function changesOf({ policies, releases, files }: RaciExample["change"]): Change[] {
  const paths = [...Object.keys(policies).map(policyPath), ...Object.keys(releases).map(releasePath), ...files];
  return [...new Set(paths)].sort().map((path) => ({
    path,
    from: { id: "before", mode: "100644" },
    to: { id: "after", mode: "100644" },
  }));
}

function reviewOf({ by, state, outdated }: RaciExample["reviews"][number], index: number): Review {
  return {
    user: by,
    bot: false,
    state: state.toUpperCase() as Review["state"],
    commit: outdated ? "earlier" : "head",
    at: new Date(ASKED.getTime() + index * 1000).toISOString(),
  };
}

function replayOf({ change, replay }: RaciExample): ReplayState {
  const needed =
    Object.keys(change.policies).length > 0 || change.files.some((file) => /^models\/[^/]+\.yaml$/.test(file));
  if (!needed) return { state: "not-needed" };
  if (replay === "missing") return { state: "missing", reason: "the replay test has not run yet" };
  const counts = { decisions: 0, flips: 0, towardHuman: 0, awayFromHuman: 0 };
  return { state: replay, title: "", url: undefined, flipsDigest: "", ...counts };
}
