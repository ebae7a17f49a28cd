import { escapeMarkdown, inlineCode } from "../text/index.ts";
import type { Interval } from "./clopper-pearson.ts";
import { details, markdownTable } from "./markdown-table.ts";
import type { AttributeReport, ReplayReport } from "./report.ts";
import { minCompared } from "./segment-report.ts";
import { notReplayedWords, number, repeatedWords, ruleName, segmentCells } from "./words.ts";

/** Rows of one table before the rest is only counted. */
const maxRows = 30;

/** The examples that do not get their outcome; they fail the test, so they stand in the open. */
export function caseDetails({ cases }: ReplayReport): string[] {
  if (cases === null || cases.total === 0) return [];
  const { base, head } = cases.failed;
  if (head.length === 0) {
    const mended = base.length > 0 ? `; today, ${number(base.length)} of them do not` : "";
    return cases.total === 1
      ? ["The one case of cases.yaml gets its outcome."]
      : [`All ${number(cases.total)} cases of cases.yaml get their outcome${mended}.`];
  }
  const before = new Set(base.map(({ id }) => id));
  return [
    `❌ **${number(head.length)} of ${number(cases.total)} cases** of cases.yaml do not get their outcome:`,
    markdownTable(
      ["Case", "Must be", "Would be", "By", "Today"],
      head
        .slice(0, maxRows)
        .map(({ id, expected, outcome, rule }) => [
          inlineCode(id),
          escapeMarkdown(expected),
          `**${escapeMarkdown(outcome)}**`,
          inlineCode(ruleName(rule)),
          before.has(id) ? "wrong too" : "right",
        ]),
    ),
  ];
}

/** Whom the flips hit, attribute by attribute. */
export function segmentDetails({ segments, flips }: ReplayReport): string[] {
  const sliced = segments.filter(({ values }) => values.length > 1);
  if (sliced.length === 0) return [];
  const hit = sliced.map(({ attribute }) => escapeMarkdown(attribute)).join(", ");
  const note = `A favourable outcome is one that acts. Rates of fewer than ${minCompared} decisions are not compared.`;
  return [
    details(
      `By segment: ${hit}${flips.count === 0 ? " (nothing flips)" : ""}`,
      [...sliced.map(attributeTable), note].join("\n\n"),
    ),
  ];
}

function attributeTable({ attribute, values, selection_rate_ratio }: AttributeReport): string {
  const ratio = (value: number | null) => (value === null ? "–" : value.toFixed(2));
  const left = (interval: Interval | null) =>
    interval ? ` (95% interval ${ratio(interval.lower)} to ${ratio(interval.upper)})` : "";
  const rest = values.length - maxRows;
  return [
    markdownTable(
      [
        escapeMarkdown(attribute),
        { right: "Decisions" },
        { right: "Flips" },
        { right: "Share" },
        { right: "Toward people" },
        { right: "Away" },
        { right: "Favourable today" },
        { right: "With this change" },
      ],
      values.slice(0, maxRows).map((segment) => [inlineCode(segment.value, 60), ...segmentCells(segment)]),
    ),
    ...(rest > 0 ? [`… and ${number(rest)} more values.`] : []),
    `Lowest rate over highest: ${ratio(selection_rate_ratio.base)} today, ${ratio(selection_rate_ratio.head)} with this change${left(selection_rate_ratio.interval95.head)}.`,
  ].join("\n\n");
}

/** Rules that history says nothing about. */
export function coverageDetails({ coverage: { head }, replayed }: ReplayReport): string[] {
  const { unreached } = head;
  if (replayed === 0 || unreached.length === 0) return [];
  const shown = unreached
    .slice(0, maxRows)
    .map((rule) => inlineCode(rule))
    .join(", ");
  const rest = unreached.length > maxRows ? `, and ${number(unreached.length - maxRows)} more` : "";
  const rules = unreached.length === 1 ? "One rule decides" : `${number(unreached.length)} rules decide`;
  return [
    `🔍 **No history**: ${rules} none of the past decisions, so nobody knows what ${unreached.length === 1 ? "it does" : "they do"}: ${shown}${rest}.`,
  ];
}

/** What the figures do not cover: records left out, and decisions that could not be judged. */
export function leftOut(report: ReplayReport): string[] {
  const words = notReplayedWords(report);
  const places = report.not_replayed_places.map(
    (place) => `- ${inlineCode(`${place.log}:${place.line}`)}: ${escapeMarkdown(place.message, 200)}`,
  );
  const { base, head } = report.unjudged;
  const repeated = repeatedWords(report);
  return [
    ...(words ? [`${words}.`] : []),
    ...(repeated ? [`${escapeMarkdown(repeated, 500)}.`] : []),
    ...(places.length > 0 ? [details("The first places", places.join("\n"))] : []),
    ...(base + head > 0
      ? [
          `Some decisions could not be judged (an input missing or of the wrong type) and go to ${inlineCode("otherwise")}: ${number(base)} today, ${number(head)} with this change.`,
        ]
      : []),
  ];
}
