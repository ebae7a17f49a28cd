import picomatch from "picomatch";
import { type Activity, type ActivityName, activityNames, type Raci } from "./types.ts";

/** Who answers for an activity, with the policy's own assignments in place of the general ones. */
export function activityFor(raci: Raci, activity: ActivityName, policy?: string): Activity {
  const own = policy === undefined ? undefined : raci.policies[policy]?.[activity];
  return { ...raci.activities[activity], ...own };
}

/**
 * The activities that a change to this file falls under, and the policy it belongs to where it lies in a policy's
 * folder. Empty: nobody is named for the file. `rollback` has no paths of its own: it edits release.yaml, and which
 * activity such an edit is, is told by what it does.
 *
 * @param path relative to the repository, with `/`
 */
export function activitiesFor(raci: Raci, path: string): { activity: ActivityName; policy?: string }[] {
  const policy = /^policies\/([^/]+)\/./.exec(path)?.[1];
  return activityNames
    .filter((activity) => covers(raci.activities[activity].paths, path))
    .map((activity) => (policy === undefined ? { activity } : { activity, policy }));
}

/** Whether one of the globs covers the path; a leading dot is nothing special. */
export function covers(globs: string[], path: string): boolean {
  let matches = matchers.get(globs);
  if (!matches) {
    matches = picomatch(globs, { dot: true });
    matchers.set(globs, matches);
  }
  return matches(path);
}

/** A pull request may change thousands of files, and a chart has dozens of globs, so they are compiled once. */
const matchers = new WeakMap<string[], (path: string) => boolean>();
