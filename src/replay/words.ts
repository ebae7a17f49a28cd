import type { Agreement, ReplayReport } from "./report.ts";

/** 1234567 → "1,234,567". */
export const number = (n: number): string => n.toLocaleString("en-US");

/** A share as a percentage with one decimal, never rounded up to 100% or down to 0% while something is missing. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const tenths = Math.round((part / whole) * 1000);
  if (tenths === 1000 && part < whole) return "> 99.9%";
  if (tenths === 0 && part > 0) return "< 0.1%";
  return `${(tenths / 10).toFixed(1)}%`;
}

/** A change of a count with its sign; the minus is a real one. */
export const change = (n: number): string => (n > 0 ? `+${number(n)}` : n < 0 ? `−${number(-n)}` : "0");

export const agreementWords = ({ compared, agreed }: Agreement): string =>
  `${number(agreed)} of ${number(compared)} (${percent(agreed, compared)})`;

/** The sentence that a reader sees first; short enough for the title of a check run. */
export function headline(report: ReplayReport): string {
  const { count, toward_human, away_from_human } = report.flips;
  if (report.replayed === 0) return "no past decisions to replay";
  const whole = `${number(report.replayed)} past decision${report.replayed === 1 ? "" : "s"}`;
  if (count === 0) return `none of ${whole} flips`;
  const flips = `${number(count)} of ${whole} flip${count === 1 ? "s" : ""}`;
  if (report.agreement.head.compared === 0) return `${flips}; no record says what people decided`;
  if (toward_human + away_from_human === 0) return `${flips}, none toward or away from what people decided`;
  return `${flips}: ${number(toward_human)} toward what people decided, ${number(away_from_human)} away`;
}

/** How many records were left out and why, or undefined when none was. */
export function notReplayedWords(report: ReplayReport): string | undefined {
  const meaning = {
    malformed: "malformed",
    no_decision_id: "without a decision_id",
    no_input: "without an input",
    masked: "with an input masked out",
    other_policy: "of other policies",
  } as const;
  const reasons = Object.entries(report.not_replayed) as [keyof typeof meaning, number][];
  if (reasons.length === 0) return undefined;
  const parts = reasons.map(([reason, n]) => `${number(n)} ${meaning[reason]}`);
  return `${number(report.decisions - report.replayed)} of ${number(report.decisions)} records not replayed: ${parts.join(", ")}`;
}

/** A rule's name for a reader; null is the policy's `otherwise`. */
export const ruleName = (rule: string | null): string => rule ?? "otherwise";
