import pc from "picocolors";
import {
  agreementWords,
  change,
  headline,
  notReplayedWords,
  number,
  type ReplayReport,
  ruleName,
} from "../replay/index.ts";
import { plainLine } from "../text/index.ts";
import { table } from "./table.ts";

const verdictColour = { pass: pc.green, fail: pc.red, inconclusive: pc.yellow };

/** A report for a terminal: the sentence first, then the tables it sums up. */
export function replayText(report: ReplayReport): string {
  const parts = [pc.bold(`${plainLine(report.policy)}: ${headline(report)}.`)];
  if (report.replayed > 0) parts.push(outcomes(report));
  if (report.flips.count > 0) parts.push(groups(report));
  if (report.agreement.head.compared > 0)
    parts.push(
      `Agrees with people: ${agreementWords(report.agreement.base)} → ${agreementWords(report.agreement.head)}`,
    );
  parts.push(...leftOut(report));
  if (report.gates.length > 0) parts.push(gates(report));
  parts.push(`Verdict: ${verdictColour[report.verdict](report.verdict)}`);
  return `${parts.join("\n\n")}\n`;
}

function outcomes({ outcomes: { base, head } }: ReplayReport): string {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return table(
    ["outcome", { right: "base" }, { right: "head" }, { right: "change" }],
    names.map((name) => {
      const [before, after] = [base[name] ?? 0, head[name] ?? 0];
      return [plainLine(name), number(before), number(after), change(after - before)];
    }),
  );
}

function groups({ flips }: ReplayReport): string {
  return table(
    ["flips", "rule", { right: "decisions" }, { right: "toward" }, { right: "away" }, "for example"],
    flips.groups.map((group) => [
      plainLine(`${group.from} → ${group.to}`),
      plainLine(`${ruleName(group.from_rule)} → ${ruleName(group.to_rule)}`),
      number(group.count),
      number(group.toward_human),
      number(group.away_from_human),
      plainLine(group.examples.join(", ")),
    ]),
  );
}

function leftOut(report: ReplayReport): string[] {
  const words = notReplayedWords(report);
  const places = report.not_replayed_places.map(
    ({ log, line, message }) => `  ${plainLine(`${log}:${line}: ${message}`)}`,
  );
  const { base, head } = report.unjudged;
  return [
    ...(words ? [[`${words}.`, ...places].join("\n")] : []),
    ...(base + head > 0
      ? [`Could not be judged, so they went to otherwise: ${number(base)} under base, ${number(head)} under head.`]
      : []),
  ];
}

const gates = (report: ReplayReport): string =>
  table(
    ["gate", "test", { right: "value" }, "verdict", "reason"],
    report.gates.map((gate) => [
      gate.figure,
      gate.test,
      gate.value === null ? "–" : String(gate.value),
      verdictColour[gate.verdict](gate.verdict),
      gate.reason,
    ]),
  );
