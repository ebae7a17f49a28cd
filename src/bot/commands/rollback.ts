import type { Command } from "../../governance/commands.ts";
import { policyPath, releasePath } from "../../governance/config/layout.ts";
import { lastGood, rolledBack, writeRelease } from "../../governance/release.ts";
import { readFile } from "../../repository/repository.ts";
import { escapeMarkdown, plainLine } from "../../text/index.ts";
import { openPull } from "../open-pull.ts";
import { readDefaultBranch } from "../read-default-branch.ts";
import { policyIds } from "../read-loaded-policies.ts";
import { readReleaseHistory } from "../read-release-history.ts";
import { readRaci } from "../read-rules.ts";
import type { Workspace } from "../workspace.ts";
import { refusal } from "./authorise.ts";
import type { Given } from "./given.ts";

/** Opens the pull request that puts the last good version back. @returns the answer to whoever asked, as Markdown. */
export async function rollback(
  workspace: Workspace,
  { command, comment }: Given<Extract<Command, { name: "rollback" }>>,
): Promise<string> {
  const { repository } = workspace;
  const policy = command.policy!;
  const branch = await readDefaultBranch(workspace);
  const path = releasePath(policy);
  const name = escapeMarkdown(policy);
  if (!branch.tree.has(policyPath(policy))) {
    return `There is no policy ${name}. There are: ${policyIds(branch.tree)
      .map((text) => escapeMarkdown(text))
      .join(", ")}.`;
  }
  const { value: raci } = await readRaci(repository, branch.tree);
  if (!raci) return "The RACI chart cannot be read, so nobody can be authorised: mend governance/raci.yaml first.";
  const refused = await refusal(workspace, raci, "rollback", policy, comment.user);
  if (refused) return refused;
  const history = await readReleaseHistory(repository, path, branch.head);
  const good = lastGood(history);
  const present = history[0];
  if (!good || !present) return `Nothing of ${name} acts, so there is nothing to roll back: people decide everything.`;

  const because = plainLine(command.because!);
  const release = rolledBack(good, { by: comment.user, because });
  const { number } = await openPull(workspace, {
    branch: `countersign/rollback/${policy}/${comment.id}`,
    title: `Roll ${policy} back to ${good.version} at ${good.stage}`,
    body: [
      `${escapeMarkdown(comment.user)} asked for it: ${escapeMarkdown(because)}`,
      "",
      "| | version | stage |",
      "|---|---|---|",
      `| now | ${present.version} | ${present.stage} |`,
      `| after | **${good.version}** | **${good.stage}** |`,
      "",
      `This is the short way of the RACI chart (\`rollback\`). Nothing of ${name} is promoted afterwards until a pull request ` +
        `takes the \`hold\` out of \`${path}\`.`,
    ].join("\n"),
    from: branch.head,
    base: branch.name,
    message: `Roll ${policy} back to ${good.version} at ${good.stage}\n\nBecause: ${because}\n`,
    files: { [path]: writeRelease(await readFile(repository, branch.tree, path), release) },
  });
  return `#${number} rolls **${name}** back from ${present.version} at ${present.stage} to **${good.version} at ${good.stage}**.`;
}
