import {
  type AttributeReport,
  agreementWords,
  beforeAfter,
  chanceWords,
  decimal,
  disparityWords,
  handlings,
  handlingWords,
  headline,
  notReplayedWords,
  number,
  periodWords,
  type ReplayReport,
  repeatedWords,
  ruleName,
  segmentCells,
  weightWords,
} from "../replay/index.ts";
import { plainLine } from "../text/index.ts";
import { colors } from "./colors.ts";
import { type Column, table } from "./table.ts";

const verdictColour = { pass: colors.green, fail: colors.red, inconclusive: colors.yellow };
const maxUnreached = 10;

/** A report for a terminal: the sentence first, then the tables it sums up. */
export function replayText(report: ReplayReport): string {
  const { replayed, flips, weigh, agreement } = report;
  const period = periodWords(report);
  const parts = [
    colors.bold(`${plainLine(report.policy)}: ${headline(report)}.`) + (period ? `\nThey were ${period}.` : ""),
  ];
  if (replayed > 0) parts.push(outcomes(report));
  if (flips.count > 0) parts.push(groups(report));
  parts.push(...regions(report));
  const sentences = [
    chanceWords(report),
    weigh && `${plainLine(weightWords(weigh))}.`,
    agreement.head.compared > 0 &&
      `Agrees with people\n  base  ${agreementWords(agreement.base)}\n  head  ${agreementWords(agreement.head)}`,
    ...report.segments.map((attribute) => {
      const words = disparityWords(attribute);
      return words && `${plainLine(words)}.`;
    }),
  ];
  parts.push(...sentences.filter((sentence) => typeof sentence === "string"));
  parts.push(...report.segments.filter(({ values }) => values.length > 1).map(segments));
  parts.push(...dispositions(report), ...unreached(report), ...leftOut(report), ...cases(report));
  if (report.gates.length > 0) parts.push(gates(report));
  parts.push(`Verdict: ${verdictColour[report.verdict](report.verdict)}`);
  return `${parts.join("\n\n")}\n`;
}

function outcomes({ outcomes: { base, head } }: ReplayReport): string {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return table(
    ["outcome", { right: "base" }, { right: "head" }, { right: "change" }],
    names.map((name) => [plainLine(name), ...beforeAfter(base[name], head[name])]),
  );
}

function groups({ flips, weigh }: ReplayReport): string {
  const weight: Column[] = weigh ? [{ right: plainLine(weigh.input) }] : [];
  return table(
    ["flips", "rule", { right: "decisions" }, { right: "toward" }, { right: "away" }, ...weight, "for example"],
    flips.groups.map((group) => [
      plainLine(`${group.from} → ${group.to}`),
      plainLine(`${ruleName(group.from_rule)} → ${ruleName(group.to_rule)}`),
      number(group.count),
      number(group.toward_human),
      number(group.away_from_human),
      ...(weigh ? [decimal(group.weight ?? "0")] : []),
      plainLine(group.examples.join(", ")),
    ]),
  );
}

function regions({ regions, replayed }: ReplayReport): string[] {
  if (regions === null || regions.length === 0 || replayed === 0) return [];
  return [
    table(
      [{ right: "past decisions" }, "what changes"],
      regions.map(({ words, count }) => [count === 0 ? colors.yellow("no history") : number(count), plainLine(words)]),
    ),
  ];
}

const segments = ({ attribute, values }: AttributeReport): string =>
  table(
    [
      plainLine(attribute),
      { right: "decisions" },
      { right: "flips" },
      { right: "share" },
      { right: "toward" },
      { right: "away" },
      { right: "favourable, base" },
      { right: "head" },
    ],
    values.map((segment) => [plainLine(segment.value, 60), ...segmentCells(segment)]),
  );

function unreached({ coverage, replayed }: ReplayReport): string[] {
  const rules = coverage.head.unreached;
  if (replayed === 0 || rules.length === 0) return [];
  const rest = rules.length > maxUnreached ? ` and ${number(rules.length - maxUnreached)} more` : "";
  return [
    `No history: no past decision gets to ${plainLine(rules.slice(0, maxUnreached).join(", "))}${rest} under head.`,
  ];
}

/** What happens with the decisions at the live stage. */
function dispositions({ dispositions }: ReplayReport): string[] {
  if (dispositions === null) return [];
  const { stage, base, head, moved } = dispositions;
  return [
    table(
      [`at ${stage}`, { right: "base" }, { right: "head" }, { right: "change" }],
      handlings
        .filter((handling) => base[handling] || head[handling])
        .map((handling) => [handlingWords[handling], ...beforeAfter(base[handling], head[handling])]),
    ),
    ...moved.map(
      ({ from, to, count, examples }) =>
        `${number(count)} move from "${handlingWords[from]}" to "${handlingWords[to]}", for example ${plainLine(examples.join(", "))}.`,
    ),
  ];
}

function leftOut(report: ReplayReport): string[] {
  const words = notReplayedWords(report);
  const places = report.not_replayed_places.map(
    ({ log, line, message }) => `  ${plainLine(`${log}:${line}: ${message}`)}`,
  );
  const { base, head } = report.unjudged;
  const repeated = repeatedWords(report);
  return [
    ...(words ? [[`${words}.`, ...places].join("\n")] : []),
    ...(repeated ? [`${plainLine(repeated)}.`] : []),
    ...(base + head > 0
      ? [`Could not be judged, so they went to otherwise: ${number(base)} under base, ${number(head)} under head.`]
      : []),
  ];
}

function cases({ cases }: ReplayReport): string[] {
  if (cases === null) return [];
  const { base, head } = cases.failed;
  if (head.length === 0) return [`All ${number(cases.total)} cases get their outcome.`];
  const before = new Set(base.map(({ id }) => id));
  return [
    `${number(head.length)} of ${number(cases.total)} cases do not get their outcome.`,
    table(
      ["case", "must be", "would be", "by", "under base"],
      head.map(({ id, expected, outcome, rule }) =>
        [id, expected, outcome, ruleName(rule), before.has(id) ? "wrong too" : "right"].map((t) => plainLine(t)),
      ),
    ),
  ];
}

const gates = (report: ReplayReport): string =>
  table(
    ["gate", "asks for", "verdict", "why"],
    report.gates.map((gate) => [
      gate.figure,
      gate.test,
      verdictColour[gate.verdict](gate.verdict),
      plainLine(gate.reason),
    ]),
  );
