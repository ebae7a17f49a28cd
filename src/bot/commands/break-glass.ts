import { refusal } from "../../governance/approvals/may-command.ts";
import type { ReplayState } from "../../governance/approvals/snapshot.ts";
import type { Command } from "../../governance/commands.ts";
import { addDuration } from "../../governance/duration.ts";
import { appendRecord } from "../../ledger/append.ts";
import { interventionRecord } from "../../ledger/intervention-records.ts";
import { escapeMarkdown, inlineCode, plainLine } from "../../text/index.ts";
import { keepIssue } from "../keep-issue.ts";
import type { Judged } from "../pull/judge-pull.ts";
import { REPLAY_CHECK } from "../pull/replay-state.ts";
import { readMembers } from "../read-members.ts";
import type { Workspace } from "../workspace.ts";
import type { Given } from "./given.ts";

export const GLASS_LABEL = "countersign:break-glass";

/** By which the issue of a broken glass names its pull request. */
export const glassMark = (pull: number): string => `<!-- countersign:break-glass pull-${pull} -->`;

/** Finds the pull request in it. */
export const GLASS_MARK = /<!-- countersign:break-glass pull-(\d+) -->\s*$/;

/** Lets exactly this content through on one person's authority, against an account of it. @returns the answer. */
export async function breakGlass(
  workspace: Workspace,
  { command, comment, number }: Given<Extract<Command, { name: "break-glass" }>>,
  { snapshot, judgement }: Judged,
): Promise<string> {
  const person = comment.user.toLowerCase();
  const { raci, pull } = snapshot;
  const { roles = [], settle_within = "" } = raci?.break_glass ?? {};
  const members = raci ? await readMembers(workspace, raci, new Set(roles)) : {};
  const refused = refusal({ kind: "break-glass", by: person, at: comment.at, members }, snapshot, judgement);
  if (refused) return refused;
  const because = plainLine(command.because!);
  const deadline = addDuration(new Date(comment.at), settle_within).toISOString();
  const due = deadline.slice(0, 16).replace("T", " ");
  await appendRecord(
    workspace.repository,
    interventionRecord(number, comment.id, {
      kind: "break-glass",
      by: person,
      because,
      at: comment.at,
      content: judgement.content,
      due: deadline,
    }),
  );
  const accountable = judgement.requirements.flatMap((requirement) =>
    requirement.roles.filter(({ letter }) => letter === "Accountable").flatMap(({ people }) => people),
  );
  const issue = await keepIssue(workspace, {
    mark: glassMark(number),
    title: `Account for #${number}, which went through by broken glass`,
    body: [
      `${escapeMarkdown(person)} let #${number} through alone at ${pull.head}, without the answers that the RACI chart asks for:`,
      `> ${escapeMarkdown(because)}`,
      ...passedOver(judgement),
      `Due **${due} UTC**. Say here what happened and what follows from it. Someone Accountable for it, or for governance, other than ${escapeMarkdown(person)} ` +
        "accepts the account with `/settle because …`. Until then nothing in this repository is promoted.",
    ].join("\n\n"),
    labels: [GLASS_LABEL],
    assignees: [...new Set([person, ...accountable])],
  });
  const left = judgement.blockers.filter(({ breakable }) => !breakable);
  return [
    `The glass is broken for ${pull.head.slice(0, 7)}, and for nothing else: a further edit is asked for anew. ` +
      `Recorded; #${issue} wants an account until ${due} UTC.`,
    ...left.map(
      ({ says }) => `- This still stands in the way, because it cannot be overruled: ${escapeMarkdown(says)}`,
    ),
    ...replayStands(snapshot.replay),
  ].join("\n");
}

/** The test's own check stays as it is: where a rule of GitHub's demands it, only who may pass that rule can merge. */
function replayStands({ state }: ReplayState): string[] {
  if (state === "pass" || state === "not-needed") return [];
  return [
    `- The replay test has not passed, and ${inlineCode(REPLAY_CHECK)} goes on saying so. Where the branch requires that check, ` +
      "an administrator has to merge this.",
  ];
}

/** What stood in the way when the glass was broken, for whoever judges whether that was right. */
function passedOver({ requirements, blockers, waitingFor }: Judged["judgement"]): string[] {
  const silent = requirements.flatMap(({ activity, roles }) =>
    roles
      .filter(({ met, letter }) => !met && letter !== "Informed")
      .map(
        ({ letter, role, able }) =>
          `${letter} for ${activity}: ${role} (${able.join(", ") || "nobody"}) had not answered`,
      ),
  );
  const others = [...blockers.filter(({ breakable }) => breakable).map(({ says }) => says), ...waitingFor];
  const lines = [...new Set([...silent, ...others])].map((line) => `- ${escapeMarkdown(line)}`);
  return lines.length > 0 ? [`What stood in the way:\n\n${lines.join("\n")}`] : [];
}
