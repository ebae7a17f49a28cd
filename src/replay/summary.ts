import { escapeMarkdown, inlineCode } from "../text/index.ts";
import type { ReplayReport } from "./report.ts";
import { agreementWords, change, headline, notReplayedWords, number, percent, ruleName } from "./words.ts";

const verdictMark = { pass: "✅", fail: "❌", inconclusive: "⚠️" } as const;

/** What a summary says beside the report's own figures. */
export interface SummaryOptions {
  /** The policy is new in the head: there is nothing to flip, only what it would have decided. */
  isNew?: boolean;
  /** Longest list of flip groups shown. */
  maxGroups?: number;
}

/**
 * A report as GitHub Markdown for the policy owner: the sentence, then what changes, by which rule, with examples, then
 * what the figures do not cover. Text from the log and the policies is escaped.
 */
export function renderSummary(report: ReplayReport, options: SummaryOptions = {}): string {
  return [
    `### ${verdictMark[report.verdict]} ${escapeMarkdown(report.policy)}: ${summaryHeadline(report, options)}`,
    ...gates(report),
    ...(report.replayed > 0
      ? [outcomes(report, options), ...flips(report, options), ...agreement(report, options)]
      : []),
    ...leftOut(report),
  ].join("\n\n");
}

function summaryHeadline(report: ReplayReport, { isNew }: SummaryOptions): string {
  if (!isNew) return headline(report);
  return report.replayed === 0
    ? "a new policy, with no past decisions to try it on"
    : `a new policy, tried on ${number(report.replayed)} past decisions`;
}

function table(head: string[], align: ("left" | "right")[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(align.map((side) => (side === "left" ? ":--" : "--:"))), ...rows.map(line)].join("\n");
}

function outcomes({ outcomes: { base, head }, replayed }: ReplayReport, { isNew }: SummaryOptions): string {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  if (isNew) {
    const rows = names.map((name) => [
      escapeMarkdown(name),
      number(head[name] ?? 0),
      percent(head[name] ?? 0, replayed),
    ]);
    return table(["Outcome", "Decisions", "Share"], ["left", "right", "right"], rows);
  }
  return table(
    ["Outcome", "Today", "With this change", "Difference"],
    ["left", "right", "right", "right"],
    names.map((name) => {
      const [before, after] = [base[name] ?? 0, head[name] ?? 0];
      return [escapeMarkdown(name), number(before), number(after), change(after - before)];
    }),
  );
}

function flips({ flips }: ReplayReport, { maxGroups = 20 }: SummaryOptions): string[] {
  if (flips.count === 0) return [];
  const shown = flips.groups.slice(0, maxGroups);
  const hidden = flips.groups.slice(maxGroups);
  const rest = hidden.reduce((sum, group) => sum + group.count, 0);
  return [
    "#### Which decisions flip",
    table(
      ["From → to", "Decided by", "Decisions", "Toward people", "Away", "For example"],
      ["left", "left", "right", "right", "right", "left"],
      shown.map((group) => [
        `${escapeMarkdown(group.from)} → **${escapeMarkdown(group.to)}**`,
        `${inlineCode(ruleName(group.from_rule))} → ${inlineCode(ruleName(group.to_rule))}`,
        number(group.count),
        number(group.toward_human),
        number(group.away_from_human),
        group.examples.map((id) => inlineCode(id, 60)).join(", "),
      ]),
    ),
    ...(hidden.length > 0 ? [`… and ${number(rest)} more flips in ${number(hidden.length)} smaller groups.`] : []),
  ];
}

function agreement({ agreement: { base, head } }: ReplayReport, { isNew }: SummaryOptions): string[] {
  if (head.compared === 0) return ["No record says what people decided, so there is nothing to agree with."];
  if (isNew) return [`**Agrees with people** in ${agreementWords(head)}.`];
  return [`**Agrees with people**: today in ${agreementWords(base)}, with this change in ${agreementWords(head)}.`];
}

function gates({ gates }: ReplayReport): string[] {
  if (gates.length === 0) return [];
  return [
    table(
      ["", "Gate", "Must be", "Is", "Why"],
      ["left", "left", "left", "right", "left"],
      gates.map((gate) => [
        verdictMark[gate.verdict],
        inlineCode(gate.figure),
        inlineCode(gate.test),
        gate.value === null ? "–" : String(gate.value),
        escapeMarkdown(gate.reason),
      ]),
    ),
  ];
}

function leftOut(report: ReplayReport): string[] {
  const words = notReplayedWords(report);
  const places = report.not_replayed_places.map(
    (place) => `- ${inlineCode(`${place.log}:${place.line}`)}: ${escapeMarkdown(place.message, 200)}`,
  );
  const { base, head } = report.unjudged;
  return [
    ...(words ? [`${words}.`] : []),
    ...(places.length > 0 ? [`<details><summary>First places</summary>\n\n${places.join("\n")}\n\n</details>`] : []),
    ...(base + head > 0
      ? [
          `Some decisions could not be judged (an input missing or of the wrong type) and go to ${inlineCode("otherwise")}: ${number(base)} today, ${number(head)} with this change.`,
        ]
      : []),
  ];
}
