import { parseTest } from "../feel/parse-test.ts";
import { LIMITS } from "../limits.ts";
import { testProblems } from "../load/check-test.ts";
import { loadPolicy } from "../load/load.ts";
import type { Policy } from "../policy.ts";
import { stages } from "../stage.ts";
import { cellText, foreignLanguage } from "./cells.ts";
import { type ColumnDraft, type Columns, readColumns } from "./columns.ts";
import { extensions, marked } from "./extension.ts";
import type { Decision, DecisionTable, Definitions, TableRule } from "./model.ts";
import { policyId } from "./names.ts";
import { type Outcomes, readOutcomes } from "./outcomes.ts";
import type { DmnReport } from "./report.ts";
import { ruleIds } from "./rule-ids.ts";
import { columnData, type PolicyData, policyText } from "./write-policy.ts";

/** A decision table as a policy. */
export interface ImportedPolicy {
  /** The decision it was made from. */
  decision: { id?: string; name?: string };
  policy: Policy;
  /** The text of its `policy.yaml`. */
  text: string;
  /** What each input of the DMN file is called in the policy: `Applicant.Age` → `Applicant_Age`. */
  names: Record<string, string>;
  /** The value of each output, as a FEEL literal, for each outcome. */
  outcomes: Record<string, Record<string, string>>;
}

const HIT_POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY"];

/** Makes a policy of one decision table; undefined where an error was reported. */
export function importTable(
  decision: Decision,
  table: DecisionTable,
  definitions: Definitions,
  report: DmnReport,
): { imported?: ImportedPolicy; inlined: Decision[] } {
  const errors = () => report.findings.filter(({ severity }) => severity === "error").length;
  const before = errors();
  const where = `Decision "${decision.name ?? decision.id}"`;
  if (!tableFits(table, where, report)) return { inlined: [] };
  const columns = readColumns(decision, table, definitions, report);
  const { inlined } = columns;
  checkColumns(columns, where, report);
  const rules = readRules(table, columns, definitions, where, report);
  const outcomes = readOutcomes(decision, table, definitions, report);
  if (errors() > before) return { inlined };
  const text = policyText(policyData(decision, table, columns, outcomes, rules));
  const { policy, findings } = loadPolicy(text);
  for (const finding of findings) report.error(finding.code, `${where}: ${finding.message}`, decision);
  if (!policy || errors() > before) return { inlined };
  mentionActs(decision, outcomes, where, report);
  const { id, name } = decision;
  const imported: ImportedPolicy = {
    decision: { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) },
    policy,
    text,
    names: columns.names,
    outcomes: Object.fromEntries(outcomes.drafts.map(({ name, outputs }) => [name, outputs])),
  };
  return { imported, inlined };
}

function tableFits(table: DecisionTable, where: string, report: DmnReport): boolean {
  const hit = (table.hitPolicy ?? "UNIQUE").trim();
  if (!HIT_POLICIES.includes(hit)) {
    const message = `${where} has hit policy ${hit}${table.aggregation ? ` ${table.aggregation}` : ""}, which gives several results or computes one. A governed decision has one outcome: use ${HIT_POLICIES.join(", ")}.`;
    report.error("dmn-hit-policy", message, table);
    return false;
  }
  const counts: [string, number, number][] = [
    ["rules", table.rule?.length ?? 0, LIMITS.rules],
    ["inputs", table.input?.length ?? 0, LIMITS.columns],
    ["outputs", table.output?.length ?? 0, LIMITS.columns],
  ];
  const tooMany = counts.find(([, count, limit]) => count > limit);
  if (tooMany) {
    report.error("dmn-too-large", `${where} has ${tooMany[1]} ${tooMany[0]}; at most ${tooMany[2]} are read.`, table);
  }
  if (!table.output?.length) report.error("dmn-table", `${where} has no output, so it decides nothing.`, table);
  return !tooMany && Boolean(table.output?.length);
}

function checkColumns({ drafts }: Columns, where: string, report: DmnReport): void {
  for (const draft of drafts) {
    if (!draft.type) {
      const message = `${where}: nothing tells the type of ${draft.name}. Give its input data a type (typeRef), such as number or string.`;
      report.error("dmn-type", message, draft.element);
      continue;
    }
    if (draft.allowed === undefined) continue;
    const { test, problems } = parseTest(draft.allowed);
    const [problem] = test ? testProblems(test, { name: draft.name, type: draft.type }) : problems;
    if (!problem) continue;
    const message = `${where}: the allowed values of ${draft.name}, ${draft.allowed.slice(0, 100)}: ${problem.message}`;
    report.error("dmn-allowed-values", message, draft.element);
  }
}

/** The rules as a policy writes them, without their outcomes. */
function readRules(
  table: DecisionTable,
  { tested }: Columns,
  definitions: Definitions,
  where: string,
  report: DmnReport,
): PolicyData[] {
  const ids = ruleIds(table.rule ?? []);
  return (table.rule ?? []).map((rule, at) => {
    const here = `${where}, rule ${at + 1}`;
    const cells = rule.inputEntry?.length ?? 0;
    if (cells !== tested.length) {
      report.error("dmn-table", `${here} has ${cells} input entries for ${tested.length} inputs.`, rule);
    }
    const when: Record<string, string> = {};
    for (const [column, draft] of tested.entries()) {
      const entry = rule.inputEntry?.[column];
      const text = cellText(entry);
      if (text === undefined) continue;
      when[draft.name] = text;
      const language = foreignLanguage(entry, definitions);
      const problem = language ? `it is written in ${language}; write it in FEEL.` : testProblem(text, draft);
      if (problem) report.error("dmn-test", `${here}, ${draft.name}: \`${text.slice(0, 100)}\`: ${problem}`, entry);
    }
    const says = sentence(rule, table);
    return { id: ids[at], ...(says === undefined ? {} : { says }), ...(Object.keys(when).length ? { when } : {}) };
  });
}

function testProblem(text: string, { name, type }: ColumnDraft): string | undefined {
  const { test, problems } = parseTest(text);
  if (!test) return problems[0]?.message;
  return type && testProblems(test, { name, type })[0]?.message;
}

/** The description of a rule and its annotations, each with the name of its column. */
function sentence(rule: TableRule, table: DecisionTable): string | undefined {
  const notes = (rule.annotationEntry ?? []).flatMap(({ text }, at) => {
    if (!text?.trim()) return [];
    const name = table.annotation?.[at]?.name?.trim();
    return [table.annotation && table.annotation.length > 1 && name ? `${name}: ${text.trim()}` : text.trim()];
  });
  const all = [...(rule.description === undefined ? [] : [rule.description]), ...notes];
  return all.length === 0 ? undefined : all.join("; ");
}

function policyData(
  decision: Decision,
  table: DecisionTable,
  columns: Columns,
  outcomes: Outcomes,
  rules: PolicyData[],
): PolicyData {
  const id = marked(decision, "policy") ?? policyId(decision.name ?? decision.id ?? "");
  const accountable = marked(decision, "accountable");
  const purpose = [decision.question, decision.description].filter((text) => text !== undefined).join("\n");
  const ofKind = (kind: ColumnDraft["kind"]) =>
    Object.fromEntries(
      columns.drafts.filter((draft) => draft.kind === kind).map((draft) => [draft.name, columnData(draft)]),
    );
  const derived = ofKind("derived");
  const confidence = Object.fromEntries(
    extensions(decision, "confidence").flatMap(({ stage, floor }) =>
      stages.some((one) => one === stage) ? [[stage, Number(floor)]] : [],
    ),
  );
  return {
    policy: id,
    ...(decision.name === undefined || decision.name === id ? {} : { title: decision.name }),
    ...(accountable === undefined ? {} : { accountable }),
    ...(purpose === "" ? {} : { purpose }),
    inputs: ofKind("input"),
    ...(Object.keys(derived).length === 0 ? {} : { derived }),
    outcomes: Object.fromEntries(
      outcomes.drafts.map(({ name, acts, says }) => [name, { acts, ...(says === undefined ? {} : { says }) }]),
    ),
    hit_policy: (table.hitPolicy ?? "UNIQUE").trim(),
    rules: rules.map((rule, at) => ({ ...rule, then: outcomes.decided[at] })),
    otherwise: outcomes.otherwise,
    ...(Object.keys(confidence).length === 0 ? {} : { confidence }),
  };
}

function mentionActs(decision: Decision, { drafts }: Outcomes, where: string, report: DmnReport): void {
  const ours = new Set(extensions(decision, "outcome").map(({ name }) => name));
  const open = drafts
    .filter(({ name, outputs }) => !ours.has(name) && Object.keys(outputs).length > 0)
    .map(({ name }) => name);
  if (open.length === 0) return;
  report.warn(
    "dmn-acts",
    `${where}: DMN does not say which outcomes are carried out without a person, so none is. Set acts: true where the system may act: ${open.join(", ")}.`,
    decision,
  );
}
