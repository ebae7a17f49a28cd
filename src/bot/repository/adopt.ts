import { versionTag } from "../../governance/versions.ts";
import { appendRecord } from "../../ledger/append.ts";
import { openLedger } from "../../ledger/read.ts";
import type { DefaultBranch } from "../read-default-branch.ts";
import { policyIds } from "../read-loaded-policies.ts";
import type { Workspace } from "../workspace.ts";

/** The record with which governance begins. */
export const ADOPTION_ID = "adoption";

const FIRST_VERSION = "1.0.0";

/**
 * The first look at a repository: the policies that it has become version 1.0.0, and the ledger begins. Afterwards a
 * policy gets a version by an approved pull request only.
 */
export async function adopt({ repository, at, now }: Workspace, { head, tree }: DefaultBranch): Promise<void> {
  if (await openLedger(repository)) return;
  const policies = policyIds(tree);
  if (policies.length === 0) return;
  for (const policy of policies) {
    if ((await repository.tags(`${policy}/v`)).length === 0)
      await repository.tag(versionTag(policy, FIRST_VERSION), head);
  }
  await appendRecord(repository, {
    schema: "countersign-ledger/v1",
    id: ADOPTION_ID,
    kind: "adoption",
    at: now().toISOString(),
    sentence: `Governance of ${at.owner}/${at.repo} begins with ${policies.join(", ")}.`,
    version: FIRST_VERSION,
    commit: head,
    files: policies.map((policy) => `policies/${policy}/policy.yaml`),
  });
}
