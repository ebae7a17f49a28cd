import type { Finding } from "../finding.ts";
import { type ImportedPolicy, importTable } from "./import-table.ts";
import { reportLeftOut } from "./left-out.ts";
import { type Decision, type Definitions, type DmnElement, isDecision, tableOf } from "./model.ts";
import { readDmn } from "./read-xml.ts";
import type { DmnReport } from "./report.ts";

/** Tables that are made into policies at once. */
const TABLES = 200;

/**
 * Makes policies of the decision tables of a DMN 1.1 to 1.5 file. What a policy cannot hold is named in the findings: an
 * error means that its table was not imported, a warning that something beside it was left out or is to be decided.
 *
 * @param options.decision the id or name of the one decision to import; all tables without it
 */
export async function importDmn(
  xml: string,
  options: { file?: string; decision?: string } = {},
): Promise<{ policies: ImportedPolicy[]; findings: Finding[] }> {
  const { definitions, report } = await readDmn(xml, options);
  if (!definitions) return { policies: [], findings: report.findings };
  const chosen = choose(definitions, options.decision, report);
  const carried = new Set<DmnElement>();
  const policies: ImportedPolicy[] = [];
  for (const decision of chosen) {
    carried.add(decision);
    const { imported, inlined } = importTable(decision, tableOf(decision)!, definitions, report);
    for (const one of inlined) carried.add(one);
    if (imported) policies.push(imported);
  }
  reportLeftOut(definitions, carried, report);
  reportSameIds(policies, report);
  return { policies, findings: report.sorted() };
}

function choose(definitions: Definitions, wanted: string | undefined, report: DmnReport): Decision[] {
  const decisions = (definitions.drgElement ?? []).filter(isDecision);
  const tables = decisions.filter(tableOf);
  if (wanted === undefined) {
    if (tables.length === 0) report.error("dmn-no-table", "There is no decision table in this file.", definitions);
    if (tables.length <= TABLES) return tables;
    const message = `There are ${tables.length} decision tables in this file; at most ${TABLES} are imported at once. Choose one with --decision.`;
    report.error("dmn-too-large", message, definitions);
    return [];
  }
  const found = decisions.find(({ id }) => id === wanted) ?? decisions.find(({ name }) => name === wanted);
  if (found && tableOf(found)) return [found];
  const listed =
    tables
      .slice(0, 20)
      .map(({ id, name }) => `${id ?? name} (${name ?? id})`)
      .join(", ") || "none";
  const what = found ? `Decision "${wanted}" is not made by a decision table` : `There is no decision "${wanted}"`;
  report.error("dmn-no-table", `${what}. The decision tables of this file: ${listed}.`, found ?? definitions);
  return [];
}

function reportSameIds(policies: readonly ImportedPolicy[], report: DmnReport): void {
  for (const [at, { policy, decision }] of policies.entries()) {
    if (policies.findIndex((other) => other.policy.id === policy.id) === at) continue;
    const message = `Decision "${decision.name ?? decision.id}" becomes the policy ${policy.id}, as another does: rename one, or import one at a time with --decision.`;
    report.error("dmn-same-id", message);
  }
}
