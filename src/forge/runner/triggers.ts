import picomatch from "picomatch";
import type { Trigger } from "./workflow.ts";

/** What a workflow's filters are held against. */
export interface Happening {
  event: string;
  action: string | undefined;
  /** Pushed branch, or base branch of a pull request. */
  branch: string | null;
  tag: string | null;
  /** Files that changed; `null` where paths do not apply. */
  paths: string[] | null;
}

/** Without `types:`, these run (docs: "Events that trigger workflows"). */
const DEFAULT_TYPES: Record<string, string[]> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

/** GitHub's pattern lists: the last pattern that matches decides, `!` takes out. */
function matches(patterns: readonly string[], value: string): boolean {
  let inside = false;
  for (const pattern of patterns) {
    const negative = pattern.startsWith("!");
    if (picomatch.isMatch(value, negative ? pattern.slice(1) : pattern, { dot: true })) inside = !negative;
  }
  return inside;
}

/** Whether a workflow with this trigger runs. */
export function triggers(trigger: Trigger, { event, action, branch, tag, paths }: Happening): boolean {
  const types = trigger.types ?? DEFAULT_TYPES[event];
  if (types && action !== undefined && !types.includes(action)) return false;
  if (tag !== null) {
    if (trigger.tags) return matches(trigger.tags, tag);
    if (trigger["tags-ignore"]) return !matches(trigger["tags-ignore"], tag);
    // Filters on branches alone leave tags out.
    return !trigger.branches && !trigger["branches-ignore"];
  }
  if (branch !== null) {
    if (trigger.branches && !matches(trigger.branches, branch)) return false;
    if (trigger["branches-ignore"] && matches(trigger["branches-ignore"], branch)) return false;
    const onlyTags = trigger.tags || trigger["tags-ignore"];
    if (onlyTags && !trigger.branches && !trigger["branches-ignore"]) return false;
  }
  if (paths === null) return true;
  if (trigger.paths && !paths.some((path) => matches(trigger.paths!, path))) return false;
  const ignored = trigger["paths-ignore"];
  return !ignored || paths.some((path) => !matches(ignored, path));
}
