import { clopperPearson } from "./clopper-pearson.ts";
import type { Handling } from "./dispositions.ts";
import type { Agreement, AttributeReport, ReplayReport, SegmentReport, Weights } from "./report.ts";
import { roundedWeight } from "./weight.ts";

/** 1234567 → "1,234,567". */
export const number = (n: number): string => n.toLocaleString("en-US");

/** A sum of money has fewer digits; one that is longer, of a log that is broken or means ill, would fill a page. */
const readableDigits = 40;

/** "1234567.5" → "1,234,567.5": a decimal digit for digit, where it has as few as a person reads. */
export function decimal(text: string): string {
  if (text.length > readableDigits) return `about ${roundedWeight(text).replace(/^-/, "−")}`;
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) ?? [];
  if (whole === undefined) return text;
  return `${sign === "-" ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest}`;
}

/** A share as a percentage with one decimal, never rounded up to 100% or down to 0% while something is missing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const tenths = Math.round((part / whole) * 1000);
  if (tenths === 1000 && part < whole) return "> 99.9%";
  if (tenths === 0 && part > 0) return "< 0.1%";
  return `${(tenths / 10).toFixed(1)}%`;
}

/** A change of a count with its sign; the minus is a real one. */
const change = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : "0");

/** A count under both versions, and its change: the cells of a table row. */
export const beforeAfter = (before = 0, after = 0): string[] => [number(before), number(after), change(after - before)];

/** What a segment's row says after its name: decisions, flips, their share, toward, away, favourable before and after. */
export const segmentCells = ({
  decisions,
  flips,
  toward_human,
  away_from_human,
  selected,
}: SegmentReport): string[] => [
  number(decisions),
  number(flips),
  percent(flips, decisions),
  number(toward_human),
  number(away_from_human),
  percent(selected.base, decisions),
  percent(selected.head, decisions),
];

/** How often a version decides as people did, with the interval that the number of decisions allows. */
export function agreementWords(agreement: Agreement): string {
  const { compared, agreed } = agreement;
  return `${percent(agreed, compared)} (${number(agreed)} of ${number(compared)}; 95% interval ${interval(agreement)})`;
}

/** The interval of agreement that the number of decisions allows, "63.2 to 67.0%". */
export function interval({ lower95, upper95 }: Agreement): string {
  const end = (share: number) => (share * 100).toFixed(1);
  return `${end(lower95)} to ${end(upper95)}%`;
}

/** The sentence that a reader sees first; short enough for the title of a check run. */
export function headline(report: ReplayReport): string {
  const { count, toward_human, away_from_human, unreviewed } = report.flips;
  if (report.replayed === 0) return "no past decisions to replay";
  const whole = `${number(report.replayed)} past decision${report.replayed === 1 ? "" : "s"}`;
  if (count === 0) return `none of ${whole} flips`;
  const flips = `${number(count)} of ${whole} flip${count === 1 ? "s" : ""}`;
  if (report.agreement.head.compared === 0) return `${flips}; no record says what people decided`;
  if (unreviewed === count) return `${flips}; no record says what people decided of them`;
  const unknown = unreviewed > 0 ? `, ${number(unreviewed)} that nobody decided` : "";
  if (toward_human + away_from_human === 0) return `${flips}, none toward or away from what people decided${unknown}`;
  return `${flips}: ${number(toward_human)} toward what people decided, ${number(away_from_human)} away${unknown}`;
}

/** When the decisions were made, or undefined where no record says. */
export function periodWords({ period }: ReplayReport): string | undefined {
  if (!period) return undefined;
  const [from, to] = [period.from.slice(0, 10), period.to.slice(0, 10)];
  return from === to ? `decided on ${from}` : `decided from ${from} to ${to}`;
}

/** Whether the direction of the flips could be chance; undefined where no flip has one. */
export function chanceWords({ flips }: ReplayReport): string | undefined {
  const { toward_human, away_from_human, mcnemar_p } = flips;
  if (toward_human + away_from_human === 0) return undefined;
  const p = mcnemar_p < 0.001 ? "p < 0.001" : `p = ${mcnemar_p.toFixed(3)}`;
  if (mcnemar_p >= 0.05) return `So uneven a split could be chance (exact McNemar test, ${p}).`;
  const direction = toward_human > away_from_human ? "toward" : "away from";
  return `The flips move ${direction} people more than chance would (exact McNemar test, ${p}).`;
}

/** What the flips are worth. `unit` is that of the input, such as EUR. */
export function weightWords(
  { input, flips, toward_human, away_from_human, unweighed }: Weights,
  unit?: string,
): string {
  const missing = unweighed > 0 ? `; ${number(unweighed)} do not say` : "";
  return `${input} of the flips: ${unit ? `${unit} ` : ""}${decimal(flips)} in all, ${decimal(toward_human)} toward people, ${decimal(away_from_human)} away${missing}`;
}

/** How many records were left out and why, or undefined when none was. */
export function notReplayedWords(report: ReplayReport): string | undefined {
  const meaning = {
    malformed: "malformed",
    no_decision_id: "without a decision_id",
    no_input: "without an input",
    masked: "with an input masked out",
    other_policy: "of other policies",
    no_outcome: "without an outcome",
    unpaired: "that only one of the runs has",
  } as const;
  const reasons = Object.entries(report.not_replayed) as [keyof typeof meaning, number][];
  if (reasons.length === 0) return undefined;
  const parts = reasons.map(([reason, n]) => `${number(n)} ${meaning[reason]}`);
  return `${number(report.decisions - report.replayed)} of ${number(report.decisions)} records not replayed: ${parts.join(", ")}`;
}

/** That decisions are counted more than once; undefined where none is known to be. */
export function repeatedWords({ repeated, flips, replayed }: ReplayReport): string | undefined {
  const { count, share, exact, examples } = repeated;
  if (share === 0 && flips.repeated === 0) return undefined;
  const about = exact ? "" : "about ";
  const known = share > 0 ? `${about}${number(count)} of ${number(replayed)}` : "some";
  const such = examples.length > 0 ? `, such as ${examples.join(", ")}` : "";
  const flipping =
    flips.repeated > 0 ? `; ${number(flips.repeated)} of them flip${flips.repeated === 1 ? "s" : ""}` : "";
  return `Past decisions that repeat the decision_id of an earlier one count again: ${known}${such}${flipping}`;
}

/**
 * In each attribute, the value whose decisions flip most often, where that is clearly more often than overall: the exact
 * 95% interval of its share lies above the overall share.
 */
export function hardestHitWords({ segments, flips, replayed }: ReplayReport): string[] {
  return segments.flatMap(({ attribute, values }) => {
    const hit = values
      .filter((value) => !value.small && clopperPearson(value.flips, value.decisions).lower > flips.count / replayed)
      .sort((a, b) => b.flips / b.decisions - a.flips / a.decisions)[0];
    if (!hit) return [];
    const overall = percent(flips.count, replayed);
    return [
      `${attribute} ${hit.value}, where ${number(hit.flips)} of ${number(hit.decisions)} flip (${percent(hit.flips, hit.decisions)}, ${overall} overall)`,
    ];
  });
}

/** The four-fifths rule, where a version falls below it. */
export function disparityWords({ attribute, selection_rate_ratio }: AttributeReport): string | undefined {
  const { base, head } = selection_rate_ratio;
  if (head === null || base === null || Math.min(head, base) >= 0.8) return undefined;
  const shown = (ratio: number) => ratio.toFixed(2);
  const verb = head < base ? "falls" : head > base ? "rises" : "stays";
  const to = verb === "stays" ? `at ${shown(head)}` : `from ${shown(base)} to ${shown(head)}`;
  return `By ${attribute}, the lowest rate of favourable outcomes over the highest ${verb} ${to}; below 0.80 is a disparity by the four-fifths rule`;
}

/** A rule's name for a reader; null is the policy's `otherwise`. */
export const ruleName = (rule: string | null): string => rule ?? "otherwise";

/** What can happen with a decision, most freedom first. */
export const handlings: readonly Handling[] = ["act", "route", "suggest"];

export const handlingWords: Record<Handling, string> = {
  act: "carried out",
  route: "a person decides",
  suggest: "only suggested",
};
