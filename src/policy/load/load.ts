import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import { didYouMean } from "../nearest.ts";
import type { Column, Derived, HitPolicy, Input, Outcome, Policy } from "../policy.ts";
import { policySchema } from "../schema.ts";
import { stages } from "../stage.ts";
import { pointer } from "../yaml/locate.ts";
import { readYaml } from "../yaml/read.ts";
import { readColumns } from "./columns.ts";
import { mapping, optionalText, Report } from "./report.ts";
import { readRules } from "./rules.ts";

/**
 * Reads the text of a `policy.yaml`. All that is wrong comes back at once, each finding with line and column; `policy` is
 * there exactly when no finding is an error. Never throws on bad text.
 */
export function loadPolicy(text: string, options: { file?: string } = {}): { policy?: Policy; findings: Finding[] } {
  const yaml = readYaml(text, { ...options, schema: policySchema });
  const report = new Report(yaml.findings, yaml.locate, options.file);
  if (yaml.data === undefined) return { findings: limited(report.findings) };
  const data = mapping(yaml.data);
  const outcomes = readOutcomes(mapping(data.outcomes), report);
  const columns = readColumns(data, report);
  const declared = new Set([...Object.keys(mapping(data.inputs)), ...Object.keys(mapping(data.derived))]);
  const rules = readRules(data.rules, { columns, declared, outcomes: Object.keys(outcomes) }, report, yaml.locate);
  const otherwise = String(data.otherwise);
  if (typeof data.otherwise === "string" && !Object.hasOwn(outcomes, otherwise)) {
    const hint = didYouMean(otherwise, Object.keys(outcomes));
    report.error("unknown-outcome", `otherwise: there is no outcome "${otherwise}".${hint}`, "/otherwise");
  }
  if (report.findings.some((finding) => finding.severity === "error")) return { findings: limited(report.findings) };
  const policy: Policy = {
    id: String(data.policy),
    ...optionalText("title", data.title),
    ...optionalText("accountable", data.accountable),
    ...optionalText("purpose", data.purpose),
    inputs: byName<Input>(columns, "input"),
    derived: byName<Derived>(columns, "derived"),
    outcomes,
    hitPolicy: (data.hit_policy ?? "UNIQUE") as HitPolicy,
    rules,
    otherwise,
    confidence: readConfidence(mapping(data.confidence)),
    columns,
    ...(options.file === undefined ? {} : { file: options.file }),
    locate: yaml.locate,
  };
  return { policy, findings: report.findings };
}

function readOutcomes(outcomes: Record<string, unknown>, report: Report): Record<string, Outcome> {
  const names = Object.keys(outcomes);
  if (names.length > LIMITS.outcomes) {
    report.error(
      "too-many-outcomes",
      `This policy has ${names.length} outcomes; at most ${LIMITS.outcomes} are read.`,
      "/outcomes",
    );
  }
  const read = Object.entries(outcomes).map(([name, facts]): [string, Outcome] => {
    const { acts, says } = mapping(facts);
    return [name, { acts: acts === true, ...optionalText("says", says) }];
  });
  // JavaScript moves whole-number keys to the front, and the order of outcomes has a meaning.
  for (const name of names.filter((one) => /^\d+$/.test(one))) {
    report.error(
      "bad-name",
      `"${name}" cannot be the name of an outcome: begin with a letter.`,
      pointer("outcomes", name),
      { key: true },
    );
  }
  return Object.fromEntries(read);
}

/** The columns of one kind, by name. */
function byName<T extends Input | Derived>(columns: readonly Column[], kind: Column["kind"]): Record<string, T> {
  return Object.fromEntries(
    columns.filter((column) => column.kind === kind).map((column) => [column.name, column as unknown as T]),
  );
}

function readConfidence(floors: Record<string, unknown>): Policy["confidence"] {
  const known = stages.filter((stage) => floors[stage] !== undefined);
  return Object.fromEntries(known.map((stage) => [stage, Number(floors[stage])]));
}

/** So many findings and no more, the last one saying so; in the order of the file. */
function limited(findings: Finding[]): Finding[] {
  const sorted = [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (sorted.length <= LIMITS.findings) return sorted;
  const left = sorted.length - LIMITS.findings;
  const { line: _, column: __, ...last } = sorted[LIMITS.findings]!;
  return [
    ...sorted.slice(0, LIMITS.findings),
    { ...last, code: "more-findings", message: `${left} more findings are not shown.` },
  ];
}
