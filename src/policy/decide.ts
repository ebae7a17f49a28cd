import type { Cell } from "./compile/approximate.ts";
import { type Compiled, compilePolicy } from "./compile/policy.ts";
import { type Disposition, disposition } from "./disposition.ts";
import type { Policy } from "./policy.ts";
import { type Problem, readCase } from "./read-case.ts";
import type { Stage } from "./stage.ts";
import { type TracedRule, trace } from "./trace.ts";

export interface Decision {
  outcome: string;
  /** The rule that decided; null where the outcome is `otherwise`. */
  rule: string | null;
  /** With a stage: what happens with the result there, and why. */
  disposition?: Disposition["disposition"];
  reason?: string;
  /** With FIRST the rules up to the one that decided, else all of them. Empty where the case was not judged. */
  trace: TracedRule[];
  problems: Problem[];
}

export interface DecideOptions {
  /** How sure the AI was of its reading of the case, 0 to 1. */
  confidence?: number;
  /** Adds the disposition at this stage. */
  stage?: Stage;
  /** False leaves the trace empty, for those who decide millions: making it takes ten times as long as deciding. */
  trace?: boolean;
}

/**
 * Decides one case. `input` holds the values of the inputs by name, as JSON gives them; other keys are ignored. Never throws
 * on bad input: a case that cannot be judged gets the outcome `otherwise`, with the problems named.
 */
export function decide(
  policy: Policy,
  input: Readonly<Record<string, unknown>>,
  options: DecideOptions = {},
): Decision {
  const compiled = compilePolicy(policy);
  const problems: Problem[] = [];
  const row = readCase(compiled, input, problems);
  const matching = problems.length > 0 ? [] : matchingRules(policy, compiled, row);
  const hit = choose(policy, compiled, matching, problems);
  const rule = hit === undefined ? undefined : policy.rules[hit];
  const decision: Decision = {
    outcome: rule?.then ?? policy.otherwise,
    rule: rule?.id ?? null,
    trace: [],
    problems,
  };
  const judged = problems.every(({ code }) => code === "overlap");
  if (options.trace !== false && judged) decision.trace = trace(policy, compiled, row, hit);
  return options.stage === undefined
    ? decision
    : { ...decision, ...disposition(policy, options.stage, { ...decision, confidence: options.confidence }) };
}

/** Places of the matching rules; with FIRST the first one only. */
function matchingRules(policy: Policy, { rules }: Compiled, row: readonly Cell[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < rules.length; at++) {
    const { columns, tests } = rules[at]!;
    let test = 0;
    while (test < tests.length && tests[test]!(row[columns[test]!] as Cell) === true) test++;
    if (test < tests.length) continue;
    found.push(at);
    if (policy.hitPolicy === "FIRST") break;
  }
  return found;
}

/** The rule that decides, by the hit policy; undefined for `otherwise`. */
export function choose(
  policy: Policy,
  compiled: Compiled,
  matching: readonly number[],
  problems: Problem[],
): number | undefined {
  const first = matching[0];
  if (first === undefined || matching.length === 1) return first;
  const outcome = (at: number) => policy.rules[at]!.then;
  if (policy.hitPolicy === "PRIORITY") {
    const place = (at: number) => compiled.priority.get(outcome(at))!;
    return matching.reduce((best, at) => (place(at) < place(best) ? at : best));
  }
  if (matching.every((at) => outcome(at) === outcome(first))) return first;
  const named = matching.map((at) => `${policy.rules[at]!.id} (${outcome(at)})`).join(", ");
  problems.push({
    code: "overlap",
    message: `Rules with different outcomes match, and the hit policy is ${policy.hitPolicy}: ${named}.`,
  });
  return undefined;
}
