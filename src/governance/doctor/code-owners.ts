import { activitiesFor, activityFor, covers } from "../config/activities.ts";
import { governedFiles } from "../config/layout.ts";
import type { Raci } from "../config/types.ts";
import type { Diagnosis } from "./state.ts";

/**
 * Governed files for which CODEOWNERS and the RACI chart ask different people. Where code owners must review, a change
 * then needs both; nobody in the chart is told of the others.
 * @param required whether the default branch requires a review of code owners
 */
export function diagnoseCodeOwners(
  { path, text }: { path: string; text: string },
  raci: Raci,
  organisation: string,
  required: boolean,
): Diagnosis[] {
  const rules = parse(text);
  const found: Diagnosis[] = [];
  for (const { kind, path: file } of governedFiles) {
    const owners = rules.findLast(({ globs }) => covers(globs, file))?.owners ?? [];
    if (owners.length === 0) continue;
    const accountable = activitiesFor(raci, file).flatMap(({ activity, policy }) =>
      namesOf(raci, activityFor(raci, activity, policy).accountable, organisation),
    );
    if (accountable.length === 0 || owners.some((owner) => accountable.includes(owner))) continue;
    found.push({
      severity: required ? "error" : "warning",
      code: "code-owners-conflict",
      message: `${path} asks ${owners.join(", ")} about ${kind}; the RACI chart holds ${accountable.join(", ")} accountable.`,
      mend: `Take ${kind} out of ${path}, or name the same people: the chart is what Countersign enforces.`,
    });
  }
  return found;
}

function namesOf({ roles }: Raci, role: string, organisation: string): string[] {
  const { users = [], teams = [] } = roles[role] ?? {};
  const full = teams.map((team) => (team.includes("/") ? team : `${organisation}/${team}`));
  return [...users, ...full].map((name) => `@${name.toLowerCase()}`);
}

/** Patterns are .gitignore's, without `!`: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
function parse(text: string): { globs: string[]; owners: string[] }[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [pattern, ...owners] = line.split(/\s+/) as [string, ...string[]];
      const anchored = /^\/|\/./.test(pattern);
      const bare = pattern.replace(/^\//, "").replace(/\/$/, "");
      const from = anchored ? bare : `**/${bare}`;
      const globs = pattern.endsWith("/")
        ? [`${from}/**`]
        : [from, ...(/\*$/.test(bare) && anchored ? [] : [`${from}/**`])];
      return { globs, owners: owners.map((owner) => owner.toLowerCase()) };
    });
}
