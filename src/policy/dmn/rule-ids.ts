import { marked } from "./extension.ts";
import type { TableRule } from "./model.ts";
import { unused } from "./names.ts";

/** Ids that a modeler made up: a UUID, or one of Camunda Modeler's. */
const MADE_UP = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|^(?:DecisionRule_[\da-z]{7}|row-\d+-\d+)$/i;

/**
 * An id for each rule: the one the export wrote, else the DMN id where a person chose it, else `r1`, `r2`, … by the place
 * in the table.
 */
export function ruleIds(rules: readonly TableRule[]): string[] {
  const taken = new Set<string>();
  return rules.map((rule, at) => {
    const chosen = rule.id && !MADE_UP.test(rule.id) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,89}$/.test(rule.id);
    const wanted = marked(rule, "id") ?? (chosen ? rule.id! : `r${at + 1}`);
    const id = unused(wanted, (one) => taken.has(one), "-");
    taken.add(id);
    return id;
  });
}
