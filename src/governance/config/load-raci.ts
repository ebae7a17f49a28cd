import { didYouMean, pointer } from "../../policy/index.ts";
import { covers } from "./activities.ts";
import { governedFiles } from "./layout.ts";
import { type LoadOptions, load, type Problems } from "./problems.ts";
import { raciSchema } from "./schemas/index.ts";
import {
  type Activity,
  type ActivityName,
  type Assignment,
  activityNames,
  type Loaded,
  type Raci,
  type Role,
} from "./types.ts";

interface RaciFile {
  roles: Record<string, Partial<Role>>;
  activities: Record<ActivityName, Partial<Activity> & Pick<Activity, "responsible" | "accountable">>;
  policies?: Raci["policies"];
  consultation?: { window?: string };
  break_glass?: { roles: string[]; settle_within?: string };
}

/** Reads governance/raci.yaml. */
export function loadRaci(text: string, options: LoadOptions = {}): Loaded<Raci> {
  return load(text, raciSchema, options, (data, problems) => {
    const file = data as RaciFile;
    const raci: Raci = {
      roles: byName(file.roles, ({ users = [], teams = [] }) => ({ users, teams })),
      activities: byName(file.activities, withLists),
      policies: file.policies ?? {},
      consultation: { window: file.consultation?.window ?? "P2D" },
      ...(file.break_glass ? { break_glass: { settle_within: "P3D", ...file.break_glass } } : {}),
    };
    for (const [role, { users, teams }] of Object.entries(raci.roles)) {
      if (users.length + teams.length > 0) continue;
      problems.error("empty-role", `Nobody holds the role "${role}": name users or teams.`, pointer("roles", role), {
        key: true,
      });
    }
    for (const activity of activityNames) {
      checkAssignment(raci, file.activities[activity], ["activities", activity], problems);
      checkPaths(raci.activities[activity].paths, activity, problems);
      for (const [policy, own] of Object.entries(raci.policies)) {
        if (own[activity]) checkAssignment(raci, own[activity], ["policies", policy, activity], problems);
      }
    }
    checkRoles(raci, raci.break_glass?.roles ?? [], ["break_glass", "roles"], problems);
    checkCoverage(raci, problems);
    return raci;
  });
}

function byName<K extends string, F, T>(from: Record<K, F>, make: (value: F) => T): Record<K, T> {
  return Object.fromEntries(Object.entries<F>(from).map(([name, value]) => [name, make(value)])) as Record<K, T>;
}

function withLists(activity: RaciFile["activities"][ActivityName]): Activity {
  const { paths = [], responsible, accountable, consulted = [], informed = [], except } = activity;
  return { paths, responsible, accountable, consulted, informed, ...(except ? { except } : {}) };
}

type Path = (string | number)[];

function checkAssignment(
  raci: Raci,
  assignment: Partial<Omit<Activity, "paths">>,
  path: Path,
  problems: Problems,
): void {
  for (const letter of ["responsible", "accountable", "consulted", "informed"] as const) {
    checkRoles(raci, assignment[letter] ?? [], [...path, letter], problems);
  }
  for (const [index, exception] of (assignment.except ?? []).entries()) {
    checkAssignment(raci, exception satisfies Partial<Assignment>, [...path, "except", index], problems);
  }
}

function checkRoles(raci: Raci, named: string | string[], path: Path, problems: Problems): void {
  [named].flat().forEach((role, index) => {
    if (Object.hasOwn(raci.roles, role)) return;
    const message = `There is no role "${role}".${didYouMean(role, Object.keys(raci.roles))}`;
    problems.error("unknown-role", message, pointer(...path, ...(Array.isArray(named) ? [index] : [])));
  });
}

function checkPaths(paths: string[], activity: ActivityName, problems: Problems): void {
  paths.forEach((glob, index) => {
    if (!/^\.?\/|(^|\/)\.\.(\/|$)|\\/.test(glob)) return;
    const message = `"${glob}" matches nothing: write paths from the top of the repository, such as policies/*/policy.yaml.`;
    problems.error("bad-glob", message, pointer("activities", activity, "paths", index));
  });
}

/** Every kind of governed file belongs to an activity, and to one only unless somebody means both. */
function checkCoverage(raci: Raci, problems: Problems): void {
  for (const example of governedFiles) {
    const covering = activityNames.filter((name) => covers(raci.activities[name].paths, example.path));
    if (covering.length === 0) {
      const message = `No activity covers ${example.kind}: nobody would be asked about a change. Add "${example.kind}" to the paths of ${example.usually}.`;
      problems.error("uncovered-path", message, pointer("activities", example.usually), { key: true });
    }
    const [first, ...others] = covering;
    for (const other of others) {
      const index = raci.activities[other].paths.findIndex((glob) => covers([glob], example.path));
      const message = `${example.kind} falls under "${first}" too, so that a change needs both; keep one if that is not meant.`;
      problems.warning("overlapping-paths", message, pointer("activities", other, "paths", index));
    }
  }
}
