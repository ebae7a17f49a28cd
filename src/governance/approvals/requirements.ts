import { activitiesFor, activityFor } from "../config/activities.ts";
import { isGoverned } from "../config/layout.ts";
import type { Activity, ActivityName, Raci } from "../config/types.ts";
import { type Change, contentDigest } from "./changes.ts";
import type { PolicyChange, ReleaseChange } from "./snapshot.ts";

/** One activity that a pull request touches, for one policy where the file belongs to one. */
export interface Touched {
  activity: ActivityName;
  policy: string | undefined;
  assignment: Activity;
  files: string[];
}

export interface Coverage {
  touched: Touched[];
  /** Files in a governed folder for which nobody answers: they block until the chart says who does. */
  unanswered: string[];
  /** Files elsewhere that no activity covers: none of governance's business, but said. */
  ungoverned: string[];
}

/** Which activities answer for the changed files. A proven rollback takes the short path of the chart instead of a promotion's. */
export function coverageOf(
  raci: Raci,
  changes: Change[],
  releases: ReleaseChange[],
  policies: PolicyChange[],
): Coverage {
  const rollbacks = new Set(releases.filter(({ kind }) => kind === "rollback").map(({ path }) => path));
  const touched = new Map<string, Touched>();
  const unanswered: string[] = [];
  const ungoverned: string[] = [];
  for (const { path } of changes) {
    const found = activitiesFor(raci, path);
    if (found.length === 0) (isGoverned(path) ? unanswered : ungoverned).push(path);
    for (const { activity: named, policy } of found) {
      const activity = named === "stage-promotion" && rollbacks.has(path) ? "rollback" : named;
      const key = `${activity} ${policy ?? ""}`;
      const known = touched.get(key);
      if (known) known.files.push(path);
      else touched.set(key, { activity, policy, assignment: activityFor(raci, activity, policy), files: [path] });
    }
  }
  return { touched: [...touched.values()].map((one) => lighter(one, policies)), unanswered, ungoverned };
}

/** What the chart asks of a change of this class, where it is the change of one policy's rules and of nothing besides. */
function lighter(touched: Touched, policies: PolicyChange[]): Touched {
  const { except, ...assignment } = touched.assignment;
  const [path, ...more] = touched.files;
  const diff = more.length === 0 ? policies.find((policy) => policy.path === path)?.diff : undefined;
  const kind = diff?.class === "none" ? "patch" : diff?.class;
  const found = except?.find(({ when }) => kind !== undefined && kind !== "major" && when.class.includes(kind));
  if (!found) return touched;
  const { when: _, ...instead } = found;
  return { ...touched, assignment: { ...assignment, ...instead } };
}

/** The digest of the files that somebody answers for; the others may change without asking anyone again. */
export function governedContent(raci: Raci | undefined, changes: Change[]): string {
  return contentDigest(raci ? changes.filter(({ path }) => needsAnswer(raci, path)) : changes);
}

/** Whether somebody answers for a file, or should; without a chart, the files of the governed folders. */
export function needsAnswer(raci: Raci | undefined, path: string): boolean {
  return isGoverned(path) || (raci !== undefined && activitiesFor(raci, path).length > 0);
}
