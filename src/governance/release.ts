import semver from "semver";
import { Document, parseDocument } from "yaml";
import { stages } from "../policy/index.ts";
import type { Hold, Release } from "./config/types.ts";

/** What a change of `release.yaml` does to what is live. */
export type ReleaseKind = "promotion" | "demotion" | "rollback";

/** What was live over time, newest first; null for a time when nothing was. */
export type ReleaseHistory = (Release | null)[];

/**
 * The state that a rollback goes back to: the newest one before the present that a promotion had earned. What a rollback
 * itself restored (it carries a hold), and what was already rolled back from, is passed over, so that a second
 * rollback goes further back instead of forward to the fault.
 * @returns undefined where there is none; then nothing was ever live before.
 */
export function lastGood(history: ReleaseHistory): Release | undefined {
  const [present, ...before] = history;
  if (!present) return undefined;
  const bad = new Set<string>();
  let current: Release | null = present;
  for (const earlier of before) {
    if (!earlier) break;
    // A state that a held one replaced is what that rollback fled from.
    if (current?.hold && !earlier.hold) bad.add(stateOf(earlier));
    current = earlier;
  }
  return before.find(
    (earlier) =>
      earlier !== null && !earlier.hold && stateOf(earlier) !== stateOf(present) && !bad.has(stateOf(earlier)),
  )!;
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

/** `release.yaml` with another state; comments and the order of its keys stay. */
export function writeRelease(text: string | undefined, release: Release): string {
  const document = text === undefined ? new Document({}) : parseDocument(text);
  document.set("policy", release.policy);
  document.set("version", release.version);
  document.set("stage", release.stage);
  if (release.hold) document.set("hold", document.createNode(release.hold));
  else document.delete("hold");
  return document.toString({ lineWidth: 120 });
}

/** The release after a rollback: the last good state, and a hold, so that nothing is promoted until a person says so. */
export function rolledBack(good: Release, hold: Hold): Release {
  return { policy: good.policy, version: good.version, stage: good.stage, hold };
}

function stateOf({ version, stage }: Release): string {
  return `${version} ${stage}`;
}
