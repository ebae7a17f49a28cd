import { raciPath, stagesPath } from "../../governance/config/layout.ts";
import type { Raci } from "../../governance/config/types.ts";
import { lockOuts, type Proposal } from "../../governance/simulation/proposal.ts";
import type { Rules } from "../../governance/simulation/rebuild.ts";
import { simulateRaci } from "../../governance/simulation/simulate-raci.ts";
import { simulateStages } from "../../governance/simulation/simulate-stages.ts";
import { vacanciesOf } from "../../governance/vacancies.ts";
import { readPastChanges } from "../../ledger/past-changes.ts";
import type { Finding } from "../../policy/index.ts";
import { readFile, type Tree } from "../../repository/repository.ts";
import { readMembers } from "../read-members.ts";
import { readLedger } from "../read-refs.ts";
import { readRaci, readStages } from "../read-rules.ts";
import { remembering, type Workspace } from "../workspace.ts";

/** How many merged pull requests changed rules are tried on; their records are blobs, read once. */
const LAST = 20;

/**
 * Tries the rules that a pull request changes on what the ledger has of the past, beside those of the base.
 * Undefined where it changes none, or what it makes of them cannot be read.
 */
export async function readProposal(
  workspace: Workspace,
  paths: string[],
  base: Tree,
  head: Tree,
): Promise<{ proposal: Proposal; findings: Finding[] } | undefined> {
  const { repository } = workspace;
  const raci = paths.includes(raciPath) ? (await readRaci(repository, head)).value : undefined;
  const stages = paths.includes(stagesPath) ? (await readStages(repository, head)).value : undefined;
  if (!raci && !stages) return undefined;
  const ledger = await readLedger(remembering(workspace), undefined);
  const past = ledger ? await readPastChanges(repository, ledger, LAST) : [];
  const [today, proposed] = raci
    ? await Promise.all([
        // Only shown beside the others, while a lock-out of those blocks.
        rulesOf(remembering(workspace), (await readRaci(repository, base)).value),
        rulesOf(workspace, raci),
      ])
    : [];
  const vacancies = proposed ? vacanciesOf(proposed.raci, proposed.members) : [];
  const text = (await readFile(repository, head, raciPath)) ?? "";
  return {
    proposal: {
      raci: proposed ? simulateRaci(past, today, proposed) : null,
      stages: stages ? simulateStages(past, (await readStages(repository, base)).value, stages) : null,
      vacancies,
    },
    findings: lockOuts(text, vacancies),
  };
}

async function rulesOf(workspace: Workspace, raci: Raci | undefined): Promise<Rules | undefined> {
  return raci && { raci, members: await readMembers(workspace, raci) };
}
