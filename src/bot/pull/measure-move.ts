import type { StatedRelease } from "../../governance/approvals/statement.ts";
import { policyPath } from "../../governance/config/layout.ts";
import { decisionGlobs } from "../../governance/config/load-stages.ts";
import { computeEvidence } from "../../governance/evidence.ts";
import { presentStage } from "../../governance/promotion.ts";
import { stages as ladder, loadPolicy } from "../../policy/index.ts";
import { readFile } from "../../repository/repository.ts";
import { readDecisions } from "../read-decisions.ts";
import { readStages } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";

/**
 * The figures that a promotion or demotion rests on, measured again from the decision records of the commit that made it,
 * so that the ledger has them whoever proposed the move. A promotion is measured on the version that it makes live, since that
 * last came down; a demotion on the one that was live, at its stage. Undefined for a rollback, and where the commit's files cannot be read.
 */
export async function measureMove(
  { repository }: Workspace,
  commit: string,
  { policy: id, kind, from, to }: StatedRelease,
): Promise<Record<string, number | null> | undefined> {
  const measured = kind === "promotion" ? to : from;
  if (kind === "rollback" || !measured) return undefined;
  const tree = await repository.tree(commit);
  const text = await readFile(repository, tree, policyPath(id));
  const policy = text === undefined ? undefined : loadPolicy(text).policy;
  const { value: stages } = await readStages(repository, tree);
  if (!policy || !stages) return undefined;
  const stageOf = (one: typeof from) => ladder.find((name) => name === one?.stage) ?? "audit";
  const { figures } = computeEvidence((await readDecisions(repository, tree, decisionGlobs(stages, id)))(), {
    policy,
    version: measured.version,
    baseline: stages.baseline[id],
    ...(kind === "demotion"
      ? { stage: stageOf(from) }
      : { present: presentStage(from && { version: from.version, stage: stageOf(from) }, measured.version) }),
  });
  return Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
}
