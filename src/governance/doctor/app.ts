import type { Diagnosis, Granted, Installation, RepositorySettings } from "./state.ts";

const LEVELS = ["read", "write", "admin"];

/** Whether the app is installed, with the permissions and events that it needs. */
export function diagnoseApp(
  { web, owner, repo }: RepositorySettings,
  installation: Installation | null,
  wanted: Granted,
): Diagnosis[] {
  if (!installation) {
    return [
      {
        severity: "error",
        code: "app-not-installed",
        message: `The app is not installed on ${owner}/${repo}: nobody judges its pull requests.`,
        mend: `${web}/organizations/${owner}/settings/installations (an owner installs it from the app's own page)`,
      },
    ];
  }
  const mend = `${web}/organizations/${owner}/settings/installations (an owner accepts the app's new permissions there)`;
  const lacking = Object.entries(wanted.permissions).filter(
    ([name, level]) => LEVELS.indexOf(installation.permissions[name] ?? "") < LEVELS.indexOf(level),
  );
  const deaf = wanted.events.filter((event) => !installation.events.includes(event));
  const found: Diagnosis[] = lacking.map(([name, level]) => ({
    severity: "error",
    code: "permission-lacking",
    message: `The app needs the permission ${name}: ${level}, and has ${installation.permissions[name] ?? "none"}.`,
    mend,
  }));
  if (deaf.length > 0) {
    found.push({
      severity: "error",
      code: "event-lacking",
      message: `The app is not told of ${deaf.join(", ")}: what happens there is only seen by the next sweep.`,
      mend: "On the app's settings page, Permissions & events, subscribe to them.",
    });
  }
  const more = Object.keys(installation.permissions).filter((name) => !(name in wanted.permissions));
  if (more.length > 0) {
    found.push({
      severity: "warning",
      code: "permission-needless",
      message: `The app has permissions that it does not need: ${more.join(", ")}.`,
      mend: "On the app's settings page, Permissions & events, take them away.",
    });
  }
  return found;
}
