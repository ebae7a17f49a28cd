import { type Figure, formatFigure } from "../replay/figure.ts";
import { type GateResult, gateWords, type Judgement } from "../replay/gates.ts";
import { escapeMarkdown } from "../text/index.ts";
import type { Baseline, Release } from "./config/index.ts";
import type { Evidence } from "./evidence.ts";

export interface Moved {
  kind: "promotion" | "demotion";
  from: Release | undefined;
  to: Release;
  judgement: Judgement;
  evidence: Evidence;
  baseline: Baseline | undefined;
}

/** What each stage lets a policy do, as the end of a sentence. */
const may: Record<Release["stage"], string> = {
  audit: "only suggest: people decide everything",
  assist: "act on routine cases that it is sure of; people decide the rest",
  automate: "act within its whole scope; people decide what it hands over",
  optimize: "act within its whole scope, as a stable policy that is being tuned",
};

const marks: Record<GateResult["verdict"], string> = { pass: "✅", fail: "❌", inconclusive: "⏳" };

/** Title and body of the pull request that moves a policy along the ladder, for the person who is accountable. */
export function moveWords(moved: Moved): { title: string; body: string } {
  const { kind, from, to, judgement, evidence, baseline } = moved;
  const name = `${to.policy} ${to.version}`;
  const verb = kind === "promotion" ? "Promote" : "Demote";
  return {
    title: `${verb} ${name} to ${to.stage}`,
    body: [
      opening(moved),
      `## The evidence\n\n${evidenceWords(evidence)}`,
      gateTable(judgement.gates, evidence),
      `## Beside the people's work before\n\n${baselineTable(evidence, baseline)}`,
      closing(kind, from, to.policy),
    ].join("\n\n"),
  };
}

function opening({ kind, from, to }: Moved): string {
  const name = `**${escapeMarkdown(to.policy)} ${escapeMarkdown(to.version)}**`;
  if (kind === "demotion") {
    return `${name} no longer shows what the stage *${from!.stage}* asks for. With this change it goes down to *${to.stage}*, where it may ${may[to.stage]}.`;
  }
  const instead =
    from && from.version !== to.version
      ? ` It takes the place of ${escapeMarkdown(from.version)}, which is live at *${from.stage}*.`
      : "";
  return `${name} has shown what the stage *${to.stage}* asks for. With this change it may ${may[to.stage]}.${instead}`;
}

function closing(kind: Moved["kind"], from: Release | undefined, policy: string): string {
  const change = "This changes one file, `release.yaml`, and takes effect when it is merged.";
  if (kind === "demotion") return `${change} To find out why, look at the decisions that people decided otherwise.`;
  const back = from && from.stage !== "audit" ? "what is live now returns" : "people decide everything again";
  return `${change} If it goes wrong, write \`/rollback ${policy} because …\` on any issue or pull request, and ${back}.`;
}

function evidenceWords({ counted, leftOut, period, figures }: Evidence): string {
  const day = (date: Date) => date.toISOString().slice(0, 10);
  const when = period ? ` from ${day(period.from)} to ${day(period.to)}` : "";
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${formatFigure(count, "count")} (${reason})`);
  const others = reasons.length === 0 ? "No record was left out." : `Left out: ${reasons.join(", ")}.`;
  const { hits = 0, total = 0 } = figures.accuracy?.sample ?? {};
  const agreed = `Of those on which it would act, people decided ${formatFigure(total, "count")} too, and agreed with ${formatFigure(hits, "count")}.`;
  return `${formatFigure(counted, "count")} decisions of exactly this version${when}. ${agreed} ${others}`;
}

function gateTable(gates: GateResult[], { figures }: Evidence): string {
  const rows = gates.map(({ figure, test, value, verdict }) => {
    const { says = figure, unit = "number" } = figures[figure] ?? {};
    const shown = value === null ? "unknown" : formatFigure(value, unit);
    return `| ${marks[verdict]} | ${escapeMarkdown(says)} | ${shown} | ${escapeMarkdown(gateWords(test, unit))} |`;
  });
  const table = ["| | what | measured | needed |", "|---|---|---:|---:|", ...rows].join("\n");
  const reasons = gates.filter(({ verdict }) => verdict !== "pass").map(({ reason }) => `- ${escapeMarkdown(reason)}`);
  return reasons.length === 0 ? table : `${table}\n\n${reasons.join("\n")}`;
}

const compared = [
  ["handling time, median", "handling_ms", "handling_ms"],
  ["cost of a decision", "cost", "cost"],
  ["wrong decisions", "error_rate", "error_rate"],
  ["complete records (audit pass rate)", "audit_pass_rate", "audit_pass_rate"],
] as const;

function baselineTable({ figures }: Evidence, baseline: Baseline | undefined): string {
  if (!baseline) return "`stages.yaml` has no manual baseline for this policy, so there is nothing to compare with.";
  const shown = (figure: Figure, value: number | null | undefined) =>
    value === null || value === undefined ? "unknown" : formatFigure(value, figure.unit);
  const rows = compared.map(([words, name, key]) => {
    const figure = figures[name]!;
    return `| ${words} | ${shown(figure, figure.value)} | ${shown(figure, baseline[key])} |`;
  });
  const source = baseline.measured ? `\n\nThe baseline: ${escapeMarkdown(baseline.measured)}` : "";
  return ["| | this version | before |", "|---|---:|---:|", ...rows].join("\n") + source;
}
