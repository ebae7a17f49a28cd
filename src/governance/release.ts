import semver from "semver";
import { stringify } from "yaml";
import { stages } from "../policy/index.ts";
import type { Hold, Release } from "./config/types.ts";
import { editKeys } from "./yaml-edit.ts";

/** What a change of `release.yaml` does to what is live. */
export type ReleaseKind = "promotion" | "demotion" | "rollback";

/** What was live over time, newest first; null for a time when nothing was. */
export type ReleaseHistory = (Release | null)[];

/**
 * The state that a rollback goes back to. Going through history from its beginning, a state that was there before takes back
 * everything since: whoever returned to it, by rollback or demotion, had a reason. What is left below the present is
 * the last good state. Where nothing is left, it is the present version in audit, in which people decide everything, so
 * that an operator can always stop a policy from acting.
 * @returns undefined where nothing acts: no release, or one in audit with nothing before it.
 */
export function lastGood(history: ReleaseHistory): Release | undefined {
  const earned: Release[] = [];
  for (const release of [...history].reverse()) {
    if (!release) {
      earned.length = 0;
      continue;
    }
    const before = earned.findIndex((earlier) => stateOf(earlier) === stateOf(release));
    if (before >= 0) earned.length = before + 1;
    else earned.push({ policy: release.policy, version: release.version, stage: release.stage });
  }
  const [present] = history;
  if (!present) return undefined;
  const good = earned.at(-2);
  if (good || present.stage === "audit") return good;
  return { policy: present.policy, version: present.version, stage: "audit" };
}

/** What a change of `release.yaml` does. A rollback is proven by history, never by what it is called. */
export function releaseKind(from: Release | undefined, to: Release | undefined, history: ReleaseHistory): ReleaseKind {
  if (!to) return "demotion";
  const good = lastGood(history);
  if (to.hold && good && stateOf(to) === stateOf(good)) return "rollback";
  if (!from) return "promotion";
  const higher = stages.indexOf(to.stage) > stages.indexOf(from.stage);
  const newer = semver.gt(to.version, from.version);
  const lower = stages.indexOf(to.stage) < stages.indexOf(from.stage) || semver.lt(to.version, from.version);
  return higher || newer || !lower ? "promotion" : "demotion";
}

/**
 * `release.yaml` with another state; everything else in it stays as it is.
 *
 * @throws Error when the text is not a YAML mapping
 */
export function writeRelease(text: string | undefined, release: Release): string {
  const { policy, version, stage, hold } = release;
  return text === undefined
    ? stringify({ policy, version, stage, ...(hold ? { hold } : {}) })
    : editKeys(text, { policy, version, stage, hold });
}

/** The release after a rollback: the last good state, and a hold, so that nothing is promoted until a person says so. */
export function rolledBack(good: Release, hold: Hold): Release {
  return { policy: good.policy, version: good.version, stage: good.stage, hold };
}

function stateOf({ version, stage }: Release): string {
  return `${version} ${stage}`;
}
