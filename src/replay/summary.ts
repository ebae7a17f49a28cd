import { escapeMarkdown, inlineCode } from "../text/index.ts";
import { formatFigure } from "./figure.ts";
import { replayFigures } from "./judge.ts";
import { markdownTable } from "./markdown-table.ts";
import type { ReplayReport } from "./report.ts";
import { dispositionDetails, regionDetails } from "./summary-change.ts";
import { caseDetails, coverageDetails, leftOut, segmentDetails } from "./summary-details.ts";
import { chart, glance } from "./summary-glance.ts";
import { beforeAfter, decimal, headline, number, percent, ruleName } from "./words.ts";

export const verdictMark = { pass: "✅", fail: "❌", inconclusive: "⚠️" } as const;
const maxGroups = 20;

/** What a summary says beside the report's own figures. */
export interface SummaryOptions {
  /** The policy is new in the head: there is nothing to flip, only what it would have decided. */
  isNew?: boolean;
  /** Of the input that weighs the flips, such as EUR. */
  unit?: string | undefined;
  /** What a reader should know first, such as why the verdict is not the gates': blocks of Markdown. */
  notes?: readonly string[];
}

/**
 * A report as GitHub Markdown for the policy owner: the sentence, the change at a glance, what stands against it, then what
 * changes, by which rule, with examples, then what the figures do not cover. Text from the log and the policies is escaped.
 */
export function renderSummary(report: ReplayReport, options: SummaryOptions = {}): string {
  const { isNew = false, unit, notes = [] } = options;
  const title = isNew ? newHeadline(report) : headline(report);
  return [
    `### ${verdictMark[report.verdict]} ${escapeMarkdown(report.policy)}: ${title}`,
    ...notes,
    ...(report.replayed === 0 ? [] : [glance(report, options)]),
    ...verdict(report),
    ...caseDetails(report),
    ...(report.replayed === 0
      ? []
      : isNew
        ? newOutcomes(report)
        : [...chart(report), ...flips(report, unit), outcomes(report)]),
    ...dispositionDetails(report),
    ...(isNew ? [] : regionDetails(report)),
    ...segmentDetails(report),
    ...coverageDetails(report),
    ...leftOut(report),
  ].join("\n\n");
}

function newHeadline({ replayed }: ReplayReport): string {
  return replayed === 0
    ? "a new policy, with no past decisions to try it on"
    : `a new policy, tried on ${number(replayed)} past decisions`;
}

function verdict(report: ReplayReport): string[] {
  if (report.gates.length === 0) return [];
  const figures = replayFigures(report);
  const shown = (figure: string, value: number | null) =>
    value === null ? "unknown" : formatFigure(value, figures[figure]?.unit ?? "number");
  return [
    markdownTable(
      ["", "Gate", "Asks for", { right: "Is" }, "Why"],
      report.gates.map((gate) => [
        verdictMark[gate.verdict],
        inlineCode(gate.figure),
        inlineCode(gate.test),
        `**${shown(gate.figure, gate.value)}**`,
        escapeMarkdown(gate.reason),
      ]),
    ),
  ];
}

function outcomes({ outcomes: { base, head } }: ReplayReport): string {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return markdownTable(
    ["Outcome", { right: "Today" }, { right: "With this change" }, { right: "Difference" }],
    names.map((name) => [escapeMarkdown(name), ...beforeAfter(base[name], head[name])]),
  );
}

function newOutcomes({ outcomes: { head }, replayed }: ReplayReport): string[] {
  const rows = Object.entries(head).map(([name, n]) => [escapeMarkdown(name), number(n), percent(n, replayed)]);
  return [markdownTable(["Outcome", { right: "Decisions" }, { right: "Share" }], rows)];
}

function flips({ flips, weigh }: ReplayReport, unit: string | undefined): string[] {
  if (flips.count === 0) return [];
  const hidden = flips.groups.slice(maxGroups);
  const rest = hidden.reduce((sum, group) => sum + group.count, 0);
  return [
    "**Which decisions flip**",
    markdownTable(
      [
        "From → to",
        "Decided by",
        { right: "Decisions" },
        { right: "Toward people" },
        { right: "Away" },
        ...(weigh ? [{ right: escapeMarkdown(unit ? `${weigh.input} (${unit})` : weigh.input) }] : []),
        "For example",
      ],
      flips.groups
        .slice(0, maxGroups)
        .map((group) => [
          `${escapeMarkdown(group.from)} → **${escapeMarkdown(group.to)}**`,
          `${inlineCode(ruleName(group.from_rule))} → ${inlineCode(ruleName(group.to_rule))}`,
          number(group.count),
          number(group.toward_human),
          number(group.away_from_human),
          ...(weigh ? [decimal(group.weight ?? "0")] : []),
          group.examples.map((id) => inlineCode(id, 60)).join(" "),
        ]),
    ),
    ...(hidden.length > 0 ? [`… and ${number(rest)} more flips in ${number(hidden.length)} smaller groups.`] : []),
  ];
}
