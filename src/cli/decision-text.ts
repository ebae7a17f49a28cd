import { type Decision, formatValue, type Policy, type TracedTest } from "../policy/index.ts";
import { plainLine } from "../text/index.ts";
import { colors } from "./colors.ts";

/** A decision as a person reads it: the outcome, the sentence of the rule, and how each test came out. */
export function decisionText(policy: Policy, decision: Decision): string {
  const { outcome, rule, problems, disposition, reason, trace } = decision;
  const lines = [`${colors.bold(outcome)}${rule === null ? "" : `, by rule ${rule}`}`];
  const says = policy.rules.find((one) => one.id === rule)?.says;
  if (says !== undefined) lines.push(`  ${plainLine(says)}`);
  if (rule === null) {
    const why = problems.length === 0 ? "No rule matched" : "The case could not be judged";
    lines.push(`  ${why}, so otherwise applies.`);
  }
  for (const problem of problems) lines.push(`  ${colors.red("problem:")} ${plainLine(problem.message)}`);
  if (disposition !== undefined) lines.push(`  ${disposition}: ${plainLine(reason ?? "")}`);
  for (const traced of trace) {
    lines.push("", `${traced.matched ? colors.green("matched") : colors.dim("no match")}  ${traced.rule}`);
    lines.push(...traced.tests.map(testLine));
    if (traced.tests.length === 0) lines.push("  has no tests: it matches every case");
  }
  return `${lines.join("\n")}\n`;
}

function testLine({ column, test, value, result }: TracedTest): string {
  const mark = result === true ? colors.green("yes") : result === false ? colors.red("no ") : colors.yellow("?  ");
  const given = value === null ? "it has no value" : `it is ${formatValue(value)}`;
  return `  ${mark}  ${plainLine(`${column} ${test}`)}  ${colors.dim(`(${plainLine(given)})`)}`;
}
