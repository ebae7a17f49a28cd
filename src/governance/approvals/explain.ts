import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import { headline } from "./headline.ts";
import type { Judgement } from "./judge.ts";
import type { ApprovalSnapshot } from "./snapshot.ts";

/** Why a pull request stands as it does, step by step, as Markdown: which file asks for what, and who answered. */
export function explanation({ pull, raci }: ApprovalSnapshot, judgement: Judgement): string {
  const { requirements, blockers, waitingFor, dropped, coverage, glass } = judgement;
  const asked = requirements.flatMap(({ activity, policy, files, roles }) => [
    `- ${some(files)} ${files.length === 1 ? "falls" : "fall"} under **${activity}**${policy ? ` of ${escapeMarkdown(policy)}` : ""}:`,
    ...roles.map(({ letter, role, by, able, people: all, note, met }) => {
      const told = letter === "Informed";
      const who = told ? all : by.length > 0 ? by : able;
      const people = who.length > 0 ? who.map((name) => escapeMarkdown(name)).join(", ") : "nobody";
      return `  - ${told ? "" : met ? "✅ " : "⏳ "}${letter} ${escapeMarkdown(role)} (${people}): ${escapeMarkdown(note)}`;
    }),
  ]);
  const lines = [
    `**${escapeMarkdown(headline(judgement))}**, for ${pull.head.slice(0, 7)} by the ${raci ? "chart" : "missing chart"} of ` +
      `${inlineCode(pull.baseRef)} at ${pull.base.slice(0, 7)}.`,
    "",
    ...asked,
    ...(coverage.ungoverned.length > 0 ? [`- ${some(coverage.ungoverned)}: nobody is asked about it.`] : []),
    ...blockers.map(({ where, says }) => `- ⛔ ${where ? `${inlineCode(where)} ` : ""}${escapeMarkdown(says)}`),
    ...waitingFor.map((reason) => `- ⏳ ${escapeMarkdown(reason)}`),
    ...dropped.map(
      ({ user, why }) => `- The review of ${escapeMarkdown(user)} does not count: ${escapeMarkdown(why)}.`,
    ),
    ...(glass ? [`- 🔨 ${escapeMarkdown(glass.by)} let it through alone: ${escapeMarkdown(glass.because)}`] : []),
  ];
  return lines.join("\n");
}

/** The first few files by name, and how many more. */
function some(files: string[]): string {
  const shown = files.slice(0, 5).map((file) => inlineCode(file));
  const more = files.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
