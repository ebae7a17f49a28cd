import { diagnoseApp } from "./app.ts";
import { diagnoseBypass } from "./bypass.ts";
import { diagnoseCodeOwners } from "./code-owners.ts";
import { diagnoseDefaultBranch } from "./default-branch.ts";
import { diagnoseAppLockedOut, diagnoseLedger, diagnoseTags } from "./records.ts";
import { diagnoseRoles } from "./roles.ts";
import { asFarAsSeen, type Diagnosis, type Granted, look, type RepositorySettings } from "./state.ts";

export type {
  BranchRules,
  Bypass,
  Diagnosis,
  Granted,
  Installation,
  RepositorySettings,
  Ruleset,
  Seen,
} from "./state.ts";

/**
 * Everything about a repository's settings that lets a change past Countersign, or keeps Countersign from its work.
 * What could not be seen is said, and everything else is judged without it.
 * @param wanted what app.yml asks for
 */
export function diagnose(settings: RepositorySettings, wanted: Granted): Diagnosis[] {
  const found: Diagnosis[] = [];
  const { owner, defaultBranch } = settings;
  const installation = look(settings.installation, "app", "The app's installation", found);
  if (installation !== undefined) found.push(...diagnoseApp(settings, installation, wanted));
  const app = installation?.appId;
  const actions = look(settings.actionsAppId, "actions-app", "The id of GitHub Actions", found);

  const branch = look(settings.branch, "branch", `The protection of ${defaultBranch}`, found);
  if (branch) found.push(...asFarAsSeen(diagnoseDefaultBranch(settings, branch, { app, actions }), branch));
  const rulesets = look(settings.rulesets, "rulesets", "Rulesets, and so the version tags and who can bypass", found);
  found.push(...diagnoseBypass(settings, branch, rulesets));

  const begun = look(settings.ledgerExists, "ledger", "Whether the ledger was begun", found);
  if (begun === false) {
    const message = "There is no ledger yet, governance-log: the app begins it when it first sees a policy.";
    found.push({ severity: "warning", code: "no-ledger", message, mend: "Install the app, and let the bot run." });
  }
  const ledger = look(settings.ledger, "ledger", "The protection of governance-log", found);
  if (ledger) found.push(...asFarAsSeen(diagnoseLedger(settings, ledger, app), ledger));
  if (rulesets) {
    found.push(...diagnoseTags(settings, rulesets, app));
    if (app !== undefined) found.push(...diagnoseAppLockedOut(rulesets, app));
  }

  const raci = look(settings.raci, "raci", "governance/raci.yaml", found);
  if (raci === null) {
    const message = `${defaultBranch} has no governance/raci.yaml that can be read: no pull request can be approved.`;
    found.push({ severity: "error", code: "no-chart", message, mend: "countersign init, or countersign check" });
  }
  const members = look(settings.members, "members", "Who holds the roles of the chart", found);
  if (raci && members) found.push(...diagnoseRoles(settings, raci, members));
  const codeOwners = look(settings.codeOwners, "code-owners", "CODEOWNERS", found);
  if (codeOwners && raci) found.push(...diagnoseCodeOwners(codeOwners, raci, owner, branch?.codeOwners ?? false));
  return found;
}
