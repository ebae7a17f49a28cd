import { escapeMarkdown, inlineCode } from "../text/index.ts";
import { formatFigure } from "./figure.ts";
import { replayFigures } from "./judge.ts";
import { markdownTable } from "./markdown-table.ts";
import type { ReplayReport } from "./report.ts";
import { dispositionDetails, hardestHit, regionDetails } from "./summary-change.ts";
import { caseDetails, coverageDetails, leftOut, segmentDetails } from "./summary-details.ts";
import {
  agreementWords,
  chanceWords,
  change,
  decimal,
  disparityWords,
  headline,
  number,
  percent,
  periodWords,
  ruleName,
  weightWords,
} from "./words.ts";

export const verdictMark = { pass: "✅", fail: "❌", inconclusive: "⚠️" } as const;
const maxGroups = 20;

/** What a summary says beside the report's own figures. */
export interface SummaryOptions {
  /** The policy is new in the head: there is nothing to flip, only what it would have decided. */
  isNew?: boolean;
}

/**
 * A report as GitHub Markdown for the policy owner: the sentence, what stands against the change, then what changes, by
 * which rule, with examples, then what the figures do not cover. Text from the log and the policies is escaped.
 */
export function renderSummary(report: ReplayReport, { isNew = false }: SummaryOptions = {}): string {
  const title = isNew ? newHeadline(report) : headline(report);
  return [
    `### ${verdictMark[report.verdict]} ${escapeMarkdown(report.policy)}: ${title}`,
    ...verdict(report),
    ...caseDetails(report),
    ...(report.replayed === 0
      ? []
      : isNew
        ? newOutcomes(report)
        : [...direction(report), ...flips(report), outcomes(report)]),
    ...dispositionDetails(report),
    ...(isNew ? [] : regionDetails(report)),
    ...agreement(report, isNew),
    ...hardestHit(report),
    ...report.segments.flatMap((attribute) => {
      const words = disparityWords(attribute);
      return words ? [`⚖️ ${escapeMarkdown(words)}.`] : [];
    }),
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

/** Where the flips go: a chart without any text from policies or logs, whether it is chance, and what they weigh. */
function direction(report: ReplayReport): string[] {
  const { count, toward_human, away_from_human, neither } = report.flips;
  if (count === 0) return [];
  const slices: [string, number][] = [
    ["toward what people decided", toward_human],
    ["away from what people decided", away_from_human],
    ["neither", neither],
  ];
  const shown = slices.filter(([, n]) => n > 0).map(([label, n]) => `  "${label}" : ${n}`);
  const chart = ["```mermaid", "pie showData", `  title ${number(count)} flips`, ...shown, "```"].join("\n");
  const chance = chanceWords(report);
  return [
    ...(report.agreement.head.compared > 0 ? [chart] : []),
    ...(chance ? [chance] : []),
    ...(report.weigh ? [`💰 ${escapeMarkdown(weightWords(report.weigh))}.`] : []),
  ];
}

function outcomes({ outcomes: { base, head } }: ReplayReport): string {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return markdownTable(
    ["Outcome", { right: "Today" }, { right: "With this change" }, { right: "Difference" }],
    names.map((name) => {
      const [before, after] = [base[name] ?? 0, head[name] ?? 0];
      return [escapeMarkdown(name), number(before), number(after), change(after - before)];
    }),
  );
}

function newOutcomes({ outcomes: { head }, replayed }: ReplayReport): string[] {
  const rows = Object.entries(head).map(([name, n]) => [escapeMarkdown(name), number(n), percent(n, replayed)]);
  return [markdownTable(["Outcome", { right: "Decisions" }, { right: "Share" }], rows)];
}

function flips({ flips, weigh }: ReplayReport): string[] {
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
        ...(weigh ? [{ right: escapeMarkdown(weigh.input) }] : []),
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

function agreement(report: ReplayReport, isNew: boolean): string[] {
  const { base, head } = report.agreement;
  if (report.replayed === 0) return [];
  const period = periodWords(report);
  const past = period ? `The decisions were ${period}.` : "No record says when it was decided.";
  if (head.compared === 0) return [`No record says what people decided, so there is nothing to agree with. ${past}`];
  if (isNew) return [`**Agrees with people** in ${agreementWords(head)}. ${past}`];
  return [
    markdownTable(
      ["Agrees with people", ""],
      [
        ["today", agreementWords(base)],
        ["with this change", agreementWords(head)],
      ],
    ),
    past,
  ];
}
