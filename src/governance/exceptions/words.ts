import { escapeMarkdown, inlineCode } from "../../text/index.ts";
import type { Stages } from "../config/types.ts";
import type { Triage } from "./triage.ts";

/** By which the bot finds its comment on an exception again. */
export const EXCEPTION_MARK = "<!-- countersign:exception -->";

/** The label by which exceptions are known; the issue form gives it. */
export const EXCEPTION_LABEL = "exception";

/** Labels that only triage gives and takes. */
const OWN = /^exception:/;

/** The labels that an exception should have: those of others stay. */
export function exceptionLabels(triage: Triage, present: string[]): string[] {
  const others = present.filter((label) => !OWN.test(label));
  switch (triage.state) {
    case "incomplete":
      return [...others, "exception:incomplete"];
    case "repeat":
      return [...others, "exception:repeat"];
    case "assigned": {
      const { report, late } = triage;
      const own = [`policy:${report.policy}`, `kind:${report.kind}`, `priority:${report.priority}`].map(label);
      return [...new Set([...others, ...own, ...(late ? ["exception:late"] : [])])];
    }
  }
}

/** GitHub takes no longer name for a label. */
const label = (name: string) => name.slice(0, 50);

/** The bot's one comment on an exception, kept up to date. */
export function exceptionComment(triage: Triage, { exceptions }: Stages): string {
  return `${EXCEPTION_MARK}\n${body(triage, exceptions)}\n`;
}

function body(triage: Triage, exceptions: Stages["exceptions"]): string {
  if (triage.state === "incomplete") {
    const items = triage.problems.map((problem) => `- ${escapeMarkdown(problem)}`).join("\n");
    return `### ✏️ Something is missing\n\nEdit the issue, and it is looked at again at once:\n\n${items}`;
  }
  if (triage.state === "repeat") {
    return `### 🔁 The same case as #${triage.of}\n\nIt is worked on there. This issue is closed, so that nobody does it twice.`;
  }
  const { owner, ownerless, deadline, late, escalateTo, today, report } = triage;
  const by = today.rule === null ? "no rule matches" : `rule ${inlineCode(today.rule)}`;
  const due = `${deadline.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const lateness = late
    ? ` **It is late**: ${names(escalateTo)} (${escapeMarkdown(exceptions.escalate_to)}) is called in.`
    : "";
  const rows = [
    ["Owner", owner ? `**${escapeMarkdown(owner)}**` : `⛔ ${escapeMarkdown(ownerless ?? "")}`],
    ["Deadline", `**${due}** (${escapeMarkdown(report.priority)} priority)${lateness}`],
    ["Policy", `${escapeMarkdown(report.policy)}, which now gives ${inlineCode(today.outcome)} (${by})`],
    ["Kind", `${escapeMarkdown(report.kind)}: ${escapeMarkdown(exceptions.kinds[report.kind] ?? "")}`],
  ];
  return [
    `### ${late ? "⏰ Late" : "📌 Taken up"}`,
    ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n"),
    "When it is clear what should have been decided, the owner answers:\n\n" +
      "```\n/resolve <outcome> because <reason>\n```\n\n" +
      "The case then comes back as a pull request, and every later version of the policy is tried on it.",
  ].join("\n\n");
}

function names(people: string[]): string {
  return people.length === 0 ? "nobody" : people.map((person) => `@${person}`).join(", ");
}
