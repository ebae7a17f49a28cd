import { COMMENT_MARK } from "../../../governance/approvals/comment.ts";
import { batch } from "../records.ts";
import type { Stage } from "../stage.ts";

/** Decision records of the candidate arrive; its evidence passes the gates; the bot proposes, people decide. */
export async function promote({ narrator, act, see, clone }: Stage): Promise<void> {
  narrator.chapter("Evidence earns a promotion");
  const work = await clone("omar");
  const policy = await see.file("policies/mortgage/policy.yaml");
  const records = batch(policy, { version: "2.0.0", stage: "audit", count: 400, seed: 2 });
  await work.write({ "policies/mortgage/decisions/2026-11.ndjson": records });
  await work.push("records-2026-11", "Decision records of November");
  const delivery = await act.openPull("omar", "records-2026-11", "Decision records of November");
  narrator.does("omar", `(operator) delivers 400 sample decisions of the candidate 2.0.0, in audit, as #${delivery}.`);
  await act.approve("maria", delivery);
  await act.merge("omar", delivery);
  narrator.does("maria", "approves them, omar merges. The bot weighs the evidence.");

  const proposal = (await see.openPulls()).find(({ head }) => head.ref.startsWith("countersign/promote/"));
  if (!proposal) throw new Error("The evidence did not lead to a promotion pull request.");
  narrator.sees("maria", `the bot's pull request #${proposal.number}, "${proposal.title}"`, proposal.body ?? "");
  await act.approve("omar", proposal.number);
  await act.approve("maria", proposal.number);
  await act.approve("ada", proposal.number);
  narrator.sees(
    "maria",
    "the bot's comment after omar, ada and she approved",
    await see.comment(proposal.number, COMMENT_MARK),
  );
  await act.merge("maria", proposal.number);
  narrator.does("maria", "merges. What is live is one small file:");
  narrator.shows(
    "cat policies/mortgage/release.yaml",
    withoutComments(await see.file("policies/mortgage/release.yaml")),
  );
}

export function withoutComments(yaml: string): string {
  return yaml
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");
}
