import type { Decision } from "../decide.ts";
import type { Policy } from "../policy.ts";
import type { TracedRule, TracedTest } from "../trace.ts";
import type { Value } from "../value/value.ts";
import { listOf, quantity } from "../words/quantity.ts";

/** Rules above the deciding one whose failure is told. */
const MOST = 5;

/** Why a case gets its outcome, in sentences. */
export function decisionWords(policy: Policy, decision: Decision): string {
  const { outcome, rule, trace, problems } = decision;
  if (problems.length > 0) {
    return [
      `The case gets "${outcome}", because it could not be judged.`,
      ...problems.map(({ message }) => message),
    ].join(" ");
  }
  const decided = trace.find((one) => one.rule === rule);
  const missed = trace.filter((one) => !one.matched && (!decided || trace.indexOf(one) < trace.indexOf(decided)));
  const why = decided ? matchedWords(policy, decided, outcome) : `The case gets "${outcome}", because no rule matches.`;
  return [why, ...missedWords(policy, missed)].join(" ");
}

function matchedWords(policy: Policy, { rule, tests }: TracedRule, outcome: string): string {
  const says = policy.rules.find(({ id }) => id === rule)?.says;
  const facts = tests.map((test) => fact(policy, test));
  const because = facts.length === 0 ? "which matches every case" : `because ${listOf(facts, "and")}`;
  return `The case gets "${outcome}" by rule ${rule}, ${because}.${says === undefined ? "" : ` The rule says: "${says}"`}`;
}

function missedWords(policy: Policy, missed: readonly TracedRule[]): string[] {
  const sentences = missed.slice(-MOST).map(({ rule, tests }) => {
    const failed = tests.find(({ result }) => result !== true);
    return `Rule ${rule} does not match${failed ? `: ${fact(policy, failed)}, and it asks for ${failed.test}` : ""}.`;
  });
  return missed.length > MOST
    ? [...sentences, `${missed.length - MOST} rules further up do not match either.`]
    : sentences;
}

const fact = (policy: Policy, { column, value }: TracedTest): string => `${named(column)} ${is(policy, column, value)}`;

const named = (column: string): string => column.replaceAll("_", " ");

function is(policy: Policy, column: string, value: Value): string {
  if (value === null) return "is missing";
  return `is ${quantity(value, (policy.inputs[column] ?? policy.derived[column])?.unit)}`;
}

/** What would have happened with one other value. */
export function changeWords(
  policy: Policy,
  { column, from, to, outcome, rule }: { column: string; from: Value; to: Value; outcome: string; rule: string | null },
): string {
  const unit = policy.inputs[column]?.unit;
  const instead = from === null ? "instead of missing" : `instead of ${quantity(from, unit)}`;
  const were = to === null ? "were missing" : `were ${quantity(to, unit)}`;
  const by = rule === null ? "as no rule matches then" : `by rule ${rule}`;
  return `If ${named(column)} ${were} ${instead}, the outcome would be "${outcome}", ${by}.`;
}
