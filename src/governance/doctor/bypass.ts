import { settingsPage } from "./mend.ts";
import type { BranchRules, Bypass, Diagnosis, RepositorySettings, Ruleset, Seen } from "./state.ts";

/** Who could bring a change to the default branch past its protection, by name. */
export function diagnoseBypass(
  settings: RepositorySettings,
  rules: BranchRules | undefined,
  rulesets: Ruleset[] | undefined,
): Diagnosis[] {
  const { defaultBranch } = settings;
  const found: Diagnosis[] = [];
  const warn = (message: string, mend: string) =>
    found.push({
      severity: "warning",
      code: "bypass",
      message: `${message}; each time will be recorded as a bypass.`,
      mend,
    });
  if (rules?.adminsPass) {
    warn(
      `The protection of ${defaultBranch} can be passed by administrators${namesOf(settings.administrators)}`,
      `${settingsPage(settings, "branches")} (Do not allow bypassing the above settings)`,
    );
  }
  if (rules && rules.pullRequestPass.length > 0) {
    warn(
      `${defaultBranch} can be pushed to without a pull request by ${rules.pullRequestPass.join(", ")}`,
      `${settingsPage(settings, "branches")} (Allow specified actors to bypass required pull requests)`,
    );
  }
  const names = ["~ALL", "~DEFAULT_BRANCH", `refs/heads/${defaultBranch}`];
  for (const { name, page, target, active, include, bypass } of rulesets ?? []) {
    if (!active || target !== "branch" || !include.some((pattern) => names.includes(pattern))) continue;
    if ("unseen" in bypass) {
      const message = `Who can pass the ruleset "${name}": ${bypass.unseen}`;
      found.push({ severity: "unseen", code: "bypass", message });
    } else if (bypass.value.length > 0) {
      const actors = bypass.value.map((actor) => nameOf(actor));
      warn(`The ruleset "${name}" can be passed by ${actors.join(", ")}`, `${page} (Bypass list)`);
    }
  }
  return found;
}

/** The built-in roles by their ids: https://docs.github.com/rest/repos/rules */
const ROLES: Record<number, string> = { 2: "everyone who maintains", 4: "everyone who can write", 5: "administrators" };

function nameOf({ type, id, name, people }: Bypass): string {
  const who = people ? namesOf(people) : "";
  if (type === "OrganizationAdmin") return `owners of the organisation${who}`;
  if (type === "RepositoryRole") return `${ROLES[id ?? 0] ?? `holders of the role ${id}`}${who}`;
  if (type === "DeployKey") return `holders of a deploy key${who}`;
  if (type === "User" && name !== undefined) return name;
  return `${type === "Integration" ? "the app" : `the ${type.toLowerCase()}`} ${name ?? id}${who}`;
}

/** Names are shown up to this many. */
const LONGEST = 20;

function namesOf(people: Seen<string[]>): string {
  if ("unseen" in people) return ` (who they are could not be seen: ${people.unseen.replace(/\.$/, "")})`;
  if (people.value.length === 0) return " (nobody)";
  const more = people.value.length > LONGEST ? [`${people.value.length - LONGEST} more`] : [];
  return ` (${[...people.value.slice(0, LONGEST), ...more].join(", ")})`;
}
