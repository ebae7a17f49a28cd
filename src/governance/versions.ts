import semver from "semver";
import type { PolicyDiff } from "../policy/index.ts";

/** The tag of a version: `mortgage/v1.2.0`. */
export function versionTag(policy: string, version: string): string {
  return `${policy}/v${version}`;
}

/** The newest version among a policy's tags, without prefix; undefined where it was never released. */
export function newestVersion(policy: string, tags: { name: string }[]): string | undefined {
  const prefix = `${policy}/v`;
  const versions = tags
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length))
    .filter((version) => semver.valid(version) === version);
  return semver.rsort(versions)[0];
}

/**
 * The version that a change makes. It follows from what the change does, so nobody needs to argue about it: major where
 * some input now gets an acting outcome that it did not get, minor where cases only go to a person, patch where no
 * result changes (https://semver.org, with decisions as the public interface). Undefined where nothing differs.
 */
export function nextVersion(current: string | undefined, change: PolicyDiff["class"]): string | undefined {
  if (current === undefined) return "1.0.0";
  return change === "none" ? undefined : (semver.inc(current, change) ?? undefined);
}
