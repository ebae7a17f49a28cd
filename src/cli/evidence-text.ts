import type { Assessment } from "../governance/assess.ts";
import { type Figure, formatFigure } from "../replay/figure.ts";
import type { GateResult, Judgement } from "../replay/gates.ts";
import { plainLine } from "../text/index.ts";
import { colors } from "./colors.ts";
import { table } from "./table.ts";

/** One policy's evidence for a terminal: what was measured, beside the people's work before, and what follows. */
export function evidenceText(assessment: Assessment): string {
  const { policy, release, candidate, evidence, demotion } = assessment;
  const live = release
    ? `${release.version} is live at ${release.stage}`
    : "nothing is live, the newest version is in audit";
  const parts = [
    colors.bold(plainLine(`${policy.id}: ${live}.`)),
    `Evidence for ${candidate}: ${records(assessment)}`,
    figures(assessment),
    promotionText(assessment),
  ];
  if (demotion && release && evidence.version === release.version) parts.push(stayingText(demotion, release.stage));
  return parts.join("\n\n");
}

function records({ evidence: { counted, leftOut, period } }: Assessment): string {
  const when = period ? ` from ${day(period.from)} to ${day(period.to)}` : "";
  const others = Object.entries(leftOut).map(([reason, count]) => `${formatFigure(count, "count")} (${reason})`);
  return `${formatFigure(counted, "count")} decisions${when}${others.length > 0 ? `; left out: ${others.join(", ")}` : ""}.`;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

const rows = [
  ["accuracy", "right decisions"],
  ["error_rate", "wrong decisions"],
  ["exception_share", "left to a person"],
  ["audit_pass_rate", "complete records"],
  ["handling_ms", "handling time, median"],
  ["cost", "cost of a decision"],
] as const;

function figures({ evidence, baseline }: Assessment): string {
  const shown = (figure: Figure, value: number | null | undefined) =>
    value === null || value === undefined ? "unknown" : formatFigure(value, figure.unit);
  return table(
    ["", { right: "measured" }, { right: "95% interval" }, { right: "people before" }],
    rows.map(([name, words]) => {
      const figure = evidence.figures[name]!;
      const [lower, upper] = [evidence.figures[`${name}_lower95`]?.value, evidence.figures[`${name}_upper95`]?.value];
      const interval = lower == null || upper == null ? "" : `${shown(figure, lower)} to ${shown(figure, upper)}`;
      const before =
        baseline && name in baseline ? shown(figure, baseline[name as keyof typeof baseline] as number) : "";
      return [words, shown(figure, figure.value), interval, before];
    }),
  );
}

function promotionText({ promotion, candidate }: Assessment): string {
  const { judgement } = promotion;
  if (promotion.kind !== "none") {
    return `${colors.green(`${candidate} has shown what ${promotion.to.stage} asks for.`)}\n${gateLines(promotion.judgement)}`;
  }
  return judgement
    ? `${colors.bold("A promotion still needs:")}\n${gateLines(judgement)}`
    : plainLine(promotion.reason);
}

function stayingText(demotion: NonNullable<Assessment["demotion"]>, stage: string): string {
  if (demotion.kind === "none") return plainLine(demotion.reason);
  return `${colors.red(`It no longer shows what ${stage} asks for.`)}\n${gateLines(demotion.judgement)}`;
}

const marks: Record<GateResult["verdict"], string> = {
  pass: colors.green("pass"),
  fail: colors.red("fail"),
  inconclusive: colors.yellow("open"),
};

function gateLines({ gates }: Judgement): string {
  return gates.map(({ verdict, reason }) => `  ${marks[verdict]}  ${plainLine(reason)}`).join("\n");
}

/** The same for machines. */
export function evidenceJson({ policy, release, candidate, evidence, promotion, demotion }: Assessment): object {
  const judged = (plan: typeof promotion) => ({
    ...(plan.kind === "none" ? { reason: plan.reason } : { to: plan.to }),
    ...(plan.judgement ?? {}),
  });
  return {
    policy: policy.id,
    version: candidate,
    release: release ?? null,
    decisions: evidence.counted,
    left_out: evidence.leftOut,
    period: evidence.period ?? null,
    figures: Object.fromEntries(Object.entries(evidence.figures).map(([name, { value }]) => [name, value])),
    promotion: judged(promotion),
    demotion: demotion ? judged(demotion) : null,
  };
}
