import { type Cell, exactly } from "./compile/approximate.ts";
import type { Truth } from "./compile/order.ts";
import { type Compiled, compilePolicy } from "./compile/policy.ts";
import { type Disposition, disposition } from "./disposition.ts";
import { NoResult } from "./functions/builtin.ts";
import { nearest } from "./nearest.ts";
import type { Policy } from "./policy.ts";
import type { Stage } from "./stage.ts";
import { isDecimal, simplest } from "./value/decimal.ts";
import type { Value } from "./value/value.ts";

/** Why a case was not judged by the rules. */
export interface Problem {
  code: "missing-input" | "wrong-type" | "not-allowed" | "not-computable" | "overlap";
  /** A sentence for the person who gets the case. */
  message: string;
  /** The input or derived value it is about. */
  column?: string;
}

/** One test of one rule on one case. */
export interface TracedTest {
  column: string;
  test: string;
  value: Value;
  /** Null where the test cannot say, because the value is null; it counts as no match. */
  result: Truth;
}

/** One rule on one case, with all of its tests. */
export interface TracedRule {
  rule: string;
  matched: boolean;
  tests: TracedTest[];
}

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
  /** False leaves the trace empty, which takes a third of the time. */
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
  const row = readRow(compiled, input, problems);
  const matching = problems.length > 0 ? [] : matchingRules(policy, compiled, row);
  const hit = choose(policy, compiled, matching, problems);
  const rule = hit === undefined ? undefined : policy.rules[hit];
  const decision: Decision = {
    outcome: rule?.then ?? policy.otherwise,
    rule: rule?.id ?? null,
    trace: [],
    problems,
  };
  const judged = row.length === policy.columns.length && problems.every(({ code }) => code === "overlap");
  if (options.trace !== false && judged) decision.trace = trace(policy, compiled, row, hit);
  return options.stage === undefined
    ? decision
    : { ...decision, ...disposition(policy, options.stage, { ...decision, confidence: options.confidence }) };
}

/** The values of all columns, in order; cut short, with the problems named, where the case cannot be judged. */
function readRow(compiled: Compiled, input: Readonly<Record<string, unknown>>, problems: Problem[]): Cell[] {
  const row: Cell[] = [];
  const given = typeof input === "object" && input !== null ? input : {};
  for (const { column, read, allowed } of compiled.inputs) {
    const { name } = column;
    const raw = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = read(raw);
    if (value === undefined) {
      problems.push({
        code: "wrong-type",
        message: `${name} must be ${column.duration ?? column.type}, not ${shown(raw)}.`,
        column: name,
      });
    } else if (value === null) {
      if (!column.optional)
        problems.push({ code: "missing-input", message: missing(name, given, compiled), column: name });
    } else if (allowed && allowed(value) !== true) {
      const message = `${name} is ${shown(raw)}, which is none of its values ${column.values?.text}.`;
      problems.push({ code: "not-allowed", message, column: name });
    }
    row.push(value ?? null);
  }
  if (problems.length > 0) return row;
  for (const { column, derive } of compiled.derived) {
    const value = derive(row);
    if ((value instanceof NoResult || value === null) && !column.optional) {
      const reason = value instanceof NoResult ? value.reason : "a value it needs is null";
      problems.push({
        code: "not-computable",
        message: `${column.name} cannot be computed: ${reason}.`,
        column: column.name,
      });
    }
    row.push(value instanceof NoResult ? null : value);
  }
  return row;
}

function missing(name: string, given: Readonly<Record<string, unknown>>, compiled: Compiled): string {
  const known = new Set(compiled.inputs.map(({ column }) => column.name));
  const near = nearest(
    name,
    Object.keys(given)
      .slice(0, 1000)
      .filter((key) => !known.has(key)),
  );
  return `${name} is missing.${near === undefined ? "" : ` Was "${near}" meant to be it?`}`;
}

function shown(value: unknown): string {
  if (value !== null && typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
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

/** The exact value, in its simplest form. */
function readable(cell: Cell): Value {
  const value = exactly(cell);
  return isDecimal(value) ? simplest(value) : value;
}

function trace(policy: Policy, { rules }: Compiled, row: readonly Cell[], hit: number | undefined): TracedRule[] {
  const end = policy.hitPolicy === "FIRST" && hit !== undefined ? hit + 1 : rules.length;
  return policy.rules.slice(0, end).map((rule, at) => {
    const tests = rule.tests.map(({ column, text }, i): TracedTest => {
      const cell = row[column] as Cell;
      const result = rules[at]!.tests[i]!(cell);
      return { column: policy.columns[column]!.name, test: text, value: readable(cell), result };
    });
    return { rule: rule.id, matched: tests.every((test) => test.result === true), tests };
  });
}
