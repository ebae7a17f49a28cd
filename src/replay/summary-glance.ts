import { escapeMarkdown, inlineCode } from "../text/index.ts";
import type { FlipGroup, ReplayReport } from "./report.ts";
import {
  agreementWords,
  chanceWords,
  disparityWords,
  hardestHitWords,
  interval,
  number,
  percent,
  periodWords,
  ruleName,
  weightWords,
} from "./words.ts";

/** Ways from outcome to outcome, and rules of each, before the rest is left to the table. */
const maxWays = 3;

/**
 * What a policy owner has to know within ten seconds, one thing a line: how many past decisions change and when they were
 * made, from what to what and by which rule, toward or away from people and whether that is chance, what it is worth, whom it
 * hits hardest, and what history does not tell.
 */
export function glance(report: ReplayReport, { isNew = false, unit }: { isNew?: boolean; unit?: string } = {}): string {
  const { flips, replayed, weigh, segments } = report;
  const flipping = !isNew && flips.count > 0;
  const hit = hardestHitWords(report).map((words) => escapeMarkdown(words));
  const unfair = segments.flatMap((attribute) => disparityWords(attribute) ?? []).map((words) => escapeMarkdown(words));
  const many = isNew
    ? `${number(replayed)} past decisions tried`
    : flips.count === 0
      ? `none of ${number(replayed)} past decisions`
      : `${number(flips.count)} of ${number(replayed)} past decisions (${percent(flips.count, replayed)})`;
  return [
    `**How many**: ${many}, ${periodWords(report) ?? "no record says when they were made"}`,
    ...(flipping ? [`**What changes**: ${ways(flips.groups)}`] : []),
    ...(flipping ? direction(report) : []),
    `**Agreement with people**: ${agreement(report, isNew)}`,
    ...(flipping && weigh ? [`**Worth**: ${escapeMarkdown(weightWords(weigh, unit))}`] : []),
    ...(hit.length > 0 ? [`**Hit hardest**: ${hit.join("; ")}`] : []),
    ...(isNew ? [] : unknown(report)),
    ...(unfair.length > 0 ? [`⚖️ **Fairness**: ${unfair.join("; ")}`] : []),
  ]
    .map((line) => `- ${line}`)
    .join("\n");
}

/** From what to what, the most frequent way first, each with the rules that decide now. */
function ways(groups: readonly FlipGroup[]): string {
  const all = new Map<string, FlipGroup[]>();
  for (const group of groups) {
    const way = `${escapeMarkdown(group.from)} → **${escapeMarkdown(group.to)}**`;
    all.set(way, [...(all.get(way) ?? []), group]);
  }
  const sorted = [...all]
    .map(([way, of]) => ({ way, of, count: of.reduce((sum, { count }) => sum + count, 0) }))
    .sort((a, b) => b.count - a.count);
  const rest = sorted.slice(maxWays).reduce((sum, { count }) => sum + count, 0);
  return [
    ...sorted.slice(0, maxWays).map(({ way, of, count }) => {
      const rules = [...new Set(of.map(({ to_rule }) => inlineCode(ruleName(to_rule))))];
      const more = rules.length > maxWays ? " and others" : "";
      return `${number(count)} ${way} (now by ${rules.slice(0, maxWays).join(", ")}${more})`;
    }),
    ...(rest > 0 ? [`${number(rest)} otherwise`] : []),
  ].join("; ");
}

/** Toward or away from people, and whether that could be chance. */
function direction(report: ReplayReport): string[] {
  const chance = chanceWords(report);
  if (!chance) return [];
  const { toward_human, away_from_human } = report.flips;
  const words = `${number(toward_human)} toward what people decided, ${number(away_from_human)} away`;
  return [`**Toward or away**: ${words}. ${chance.replace(/\.$/, "")}`];
}

function agreement({ flips, agreement: { base, head } }: ReplayReport, isNew: boolean): string {
  if (head.compared === 0) return "no record says what people decided";
  if (isNew) return agreementWords(head);
  if (flips.count === 0) return `${agreementWords(head)}, as today`;
  const [from, to] = [base, head].map(({ agreed, compared }) => percent(agreed, compared));
  return `${from} today, **${to}** with this change (${number(head.agreed)} of ${number(head.compared)}; 95% interval ${interval(head)})`;
}

function unknown({ regions }: ReplayReport): string[] {
  const without = regions?.filter(({ count }) => count === 0).length ?? 0;
  if (!regions || without === 0) return [];
  const kinds = `${number(without)} of ${number(regions.length)} changed kinds of case`;
  return [`🔍 **No history**: ${kinds} never came up; what the change does there, nobody has seen`];
}

/** Where the flips go, as bars; only figures, no text of policies or logs. Mermaid's pie is ten times as high. */
export function chart({ flips, agreement }: ReplayReport): string[] {
  const bars: [string, number][] = [
    ["toward people", flips.toward_human],
    ["away", flips.away_from_human],
    ["neither", flips.neither],
  ];
  const shown = bars.filter(([, count]) => count > 0);
  if (agreement.head.compared === 0 || shown.length === 0) return [];
  const highest = Math.max(...shown.map(([, count]) => count));
  const look = {
    xyChart: {
      width: 760,
      height: 20 + 30 * shown.length,
      yAxis: { showLabel: false, showTick: false, showAxisLine: false },
    },
    themeVariables: { xyChart: { plotColorPalette: "#2f81f7", backgroundColor: "transparent" } },
  };
  return [
    [
      "```mermaid",
      `%%{init: ${JSON.stringify(look)}}%%`,
      "xychart-beta horizontal",
      `  x-axis [${shown.map(([label, count]) => `"${label}: ${number(count)}"`).join(", ")}]`,
      `  y-axis 0 --> ${highest}`,
      `  bar [${shown.map(([, count]) => count).join(", ")}]`,
      "```",
    ].join("\n"),
  ];
}
