import type { Work } from "../../governance/approvals/contributors.ts";
import type { ApprovalsStatement } from "../../governance/approvals/statement.ts";
import type { Merge } from "../../ledger/merge-records.ts";
import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import type { DesiredIssue } from "../keep-issue.ts";

/** By which the bot finds its own word on a merge again. */
export const MERGE_MARK = "<!-- countersign:merged -->";

/** Tells the Informed, by mention, what was merged and where the audit trail has it. */
export function mergeComment(merge: Merge, statement: ApprovalsStatement, versions: Record<string, string>): string {
  const informed = [...new Set(statement.activities.flatMap((activity) => activity.informed))].sort();
  const facts = [
    ...statement.policies.map(({ policy }) =>
      versions[policy]
        ? `**${escapeMarkdown(policy)} ${versions[policy]}** is tagged ${inlineCode(`${policy}/v${versions[policy]}`)} ` +
          "and is the candidate, in audit: it suggests and decides nothing until its evidence promotes it."
        : `${escapeMarkdown(policy)} decides as before; no new version.`,
    ),
    ...statement.releases.map(({ policy, to }) =>
      to
        ? `**${escapeMarkdown(policy)} ${escapeMarkdown(to.version)}** is live at **${escapeMarkdown(to.stage)}**.`
        : `Nothing of ${escapeMarkdown(policy)} is live any more.`,
    ),
    `Recorded in the ledger: ${inlineCode(`git log origin/governance-log --grep "Record: pull-${merge.pull}/"`)}`,
  ];
  const told = informed.length > 0 ? `\n\nFor your information: ${informed.map((login) => `@${login}`).join(" ")}` : "";
  return `${MERGE_MARK}\n### 📒 Merged and recorded\n\n${facts.map((fact) => `- ${fact}`).join("\n")}${told}\n`;
}

/** Asks the Accountable for an account of a merge that nobody approved. */
export function bypassIssue(
  merge: Merge,
  files: string[],
  accountable: string[],
  { opened, work }: { opened: string; work: Work | undefined },
): DesiredIssue {
  return {
    mark: `<!-- countersign:bypass pull-${merge.pull} -->`,
    title: `${merge.mixed ? "Merged into what nobody approved" : "Merged without approval"}: #${merge.pull}`,
    body: [
      `#${merge.pull} (${escapeMarkdown(merge.title)}) reached the default branch as ${merge.commit}, merged by ` +
        `${escapeMarkdown(merge.by)}, ${
          merge.mixed
            ? "with what others had merged into the same files since. Each side was approved, what both make together was not. Look at:"
            : "although its approvals check was not green. It changes:"
        }`,
      fileList(files),
      `Opened by ${escapeMarkdown(opened)}. ${workWords(work)}`,
      "Say here why that was right, or open a pull request that takes it back. The ledger has recorded it.",
    ].join("\n\n"),
    labels: ["countersign:bypass"],
    assignees: accountable,
  };
}

/** Asks the Accountable for an account of a push that went past every pull request. */
export function pushIssue(
  { before, after, by }: { before: string; after: string; by: string },
  files: string[],
  accountable: string[],
  work: Work,
): DesiredIssue {
  return {
    mark: `<!-- countersign:bypass push ${after} -->`,
    title: `Pushed without approval: ${after.slice(0, 7)}`,
    body: [
      `${escapeMarkdown(by)} moved the default branch from ${before} to ${after} by a push, without an approved pull request. It changes:`,
      fileList(files),
      workWords(work),
      "Say here why that was right, or open a pull request that takes it back. The ledger has recorded it. " +
        "A ruleset that demands pull requests on the default branch keeps it from happening again.",
    ].join("\n\n"),
    labels: ["countersign:bypass"],
    assignees: accountable,
  };
}

/** Names that are shown of one kind; the ledger has all. */
const LONGEST_LIST = 20;

/** Who did what. Nobody is mentioned, for it is the Accountable who is asked. */
function workWords(work: Work | undefined): string {
  if (!work) return "GitHub no longer has its commits, so who wrote them is not known.";
  const list = new Intl.ListFormat("en", { type: "conjunction" });
  const shown = (people: string[]) => {
    const more = people.length > LONGEST_LIST ? [`${people.length - LONGEST_LIST} more`] : [];
    return list.format([...people.slice(0, LONGEST_LIST).map((name) => escapeMarkdown(name)), ...more]);
  };
  // Mostly one person did all three.
  const verbs = new Map<string, string[]>();
  for (const [verb, people] of [
    ["written", work.authored],
    ["committed", work.committed],
    ["pushed", work.pushed],
  ] as const) {
    const names = shown(people);
    if (names) verbs.set(names, [...(verbs.get(names) ?? []), verb]);
  }
  const words = [...verbs].map(([names, did]) => `${list.format(did)} by ${names}`);
  if (work.unknown.length > 0) words.push(`signed without an account by ${shown(work.unknown)}`);
  return words.length > 0
    ? `By what GitHub tells, it was ${words.join("; ")}.`
    : "GitHub tells of nobody who wrote it.";
}

function fileList(files: string[]): string {
  return files
    .slice(0, 50)
    .map((file) => `- ${inlineCode(file)}`)
    .join("\n");
}
