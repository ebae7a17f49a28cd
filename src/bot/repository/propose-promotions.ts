import { assess } from "../../governance/assess.ts";
import { releasePath } from "../../governance/config/layout.ts";
import { loadRelease } from "../../governance/config/load-release.ts";
import { decisionGlobs } from "../../governance/config/load-stages.ts";
import type { Stages } from "../../governance/config/types.ts";
import type { Move } from "../../governance/promotion.ts";
import { newestVersion } from "../../governance/versions.ts";
import { unsettledPulls } from "../../ledger/intervention-records.ts";
import { openLedger } from "../../ledger/read.ts";
import type { Policy } from "../../policy/index.ts";
import { readFile } from "../../repository/repository.ts";
import { openPull } from "../open-pull.ts";
import { readDecisions } from "../read-decisions.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { readLoadedPolicies } from "../read-loaded-policies.ts";
import { readVersions } from "../read-refs.ts";
import { readStages } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

/** Opens a pull request for every policy whose evidence earns it a higher stage, or no longer carries the one it has. */
export async function proposePromotions(workspace: Workspace, branch: DefaultBranch): Promise<void> {
  const { repository, log } = workspace;
  const { value: stages } = await readStages(repository, branch.tree);
  if (!stages) {
    log.error("nothing can be promoted: governance/stages.yaml of the default branch is unreadable");
    return;
  }
  const ledger = await openLedger(repository);
  const unsettled = ledger ? unsettledPulls(ledger) : [];
  for (const policy of Object.values(await readLoadedPolicies(repository, branch.tree))) {
    const move = await plan(workspace, branch, policy, stages, unsettled);
    if (move) await propose(workspace, branch, move);
  }
}

async function plan(
  workspace: Workspace,
  { tree }: DefaultBranch,
  policy: Policy,
  stages: Stages,
  unsettled: number[],
): Promise<Move | undefined> {
  const { repository, log } = workspace;
  const path = releasePath(policy.id);
  const releaseText = await readFile(repository, tree, path);
  const release = releaseText === undefined ? undefined : loadRelease(releaseText, { file: path }).value;
  const candidate = newestVersion(policy.id, await readVersions(workspace, policy.id));
  if (candidate === undefined || (releaseText !== undefined && !release)) return undefined;
  const records = await readDecisions(repository, tree, decisionGlobs(stages, policy.id));
  const { demotion, promotion } = assess({ policy, candidate, release, releaseText, stages, records });
  if (demotion && demotion.kind !== "none") return demotion;
  if (unsettled.length > 0) {
    log.info(`${policy.id}: nothing is promoted while the account of #${unsettled.join(", #")} is owed`);
    return undefined;
  }
  if (promotion.kind !== "none") return promotion;
  log.info(`${policy.id}: ${promotion.reason}`);
  return undefined;
}

/**
 * The branch names the state before and after: the same evidence proposes once, and a proposal that people closed is
 * not opened again until something else was live in between.
 */
async function propose(workspace: Workspace, branch: DefaultBranch, move: Move): Promise<void> {
  const { kind, from, to, text, title, body } = move;
  const before = from ? `${from.version}-${from.stage}` : "nothing";
  const verb = kind === "promotion" ? "promote" : "demote";
  await openPull(workspace, {
    branch: `countersign/${verb}/${to.policy}/${before}-to-${to.version}-${to.stage}`,
    title,
    body,
    from: branch.head,
    base: branch.name,
    message: `${title}\n`,
    files: { [releasePath(to.policy)]: text },
  });
}
