import { covers } from "../config/activities.ts";
import { protectLedger, protectTags } from "./mend.ts";
import type { BranchRules, Diagnosis, RepositorySettings, Ruleset } from "./state.ts";

const LEDGER = "governance-log";

/** Whether the ledger can only grow, and only by the app. */
export function diagnoseLedger(
  settings: RepositorySettings,
  { noForcePush, noDeletion, closed }: BranchRules,
  app: number | undefined,
): Diagnosis[] {
  const mend = protectLedger(settings, app);
  const found: Diagnosis[] = [];
  if (!noForcePush || !noDeletion) {
    const what = [noForcePush ? [] : ["rewritten"], noDeletion ? [] : ["deleted"]].flat().join(" and ");
    found.push({ severity: "error", code: "ledger-open", message: `The ledger, ${LEDGER}, can be ${what}.`, mend });
  }
  if (!closed) {
    const message = `Everyone who can write can add records to the ledger, ${LEDGER}, in the app's place.`;
    found.push({ severity: "error", code: "ledger-writable", message, mend });
  }
  return found;
}

/** Whether version tags are put, and kept, by the app alone. */
export function diagnoseTags(settings: RepositorySettings, rulesets: Ruleset[], app: number | undefined): Diagnosis[] {
  const tag = "refs/tags/example/v1.0.0";
  const held = rulesets.filter((ruleset) => ruleset.active && ruleset.target === "tag" && includes(ruleset, tag));
  const missing = ["creation", "update", "deletion"].filter((rule) => !held.some(({ rules }) => rules.includes(rule)));
  const mend = protectTags(settings, app);
  if (missing.length > 0) {
    const words: Record<string, string> = { creation: "made", update: "moved", deletion: "deleted" };
    const what = missing.map((rule) => words[rule]).join(", ");
    const message = `Version tags, */v*, can be ${what} by everyone who can write.`;
    return [{ severity: "error", code: "tags-open", message, mend }];
  }
  return [];
}

/** Rulesets that stop the app itself from writing what is the app's to write. */
export function diagnoseAppLockedOut(rulesets: Ruleset[], app: number): Diagnosis[] {
  const own = [
    ["branch", `refs/heads/${LEDGER}`, "the ledger"],
    ["tag", "refs/tags/example/v1.0.0", "version tags"],
  ] as const;
  return own.flatMap(([target, ref, what]) =>
    rulesets.flatMap((ruleset): Diagnosis[] => {
      const { name, rules, bypass, active } = ruleset;
      const closes = active && ruleset.target === target && includes(ruleset, ref);
      if (!closes || !rules.some((rule) => rule === "creation" || rule === "update") || "unseen" in bypass) return [];
      if (bypass.value.some(({ type, id }) => type === "Integration" && id === app)) return [];
      const message = `The ruleset "${name}" keeps the app itself from writing ${what}.`;
      const mend = `Add the app ${app} to the bypass list of the ruleset "${name}".`;
      return [{ severity: "error", code: "app-locked-out", message, mend }];
    }),
  );
}

function includes({ include, exclude }: Ruleset, ref: string): boolean {
  const match = (patterns: string[]) => patterns.includes("~ALL") || covers(patterns, ref);
  return match(include) && !match(exclude);
}
