import { order } from "./compile/order.ts";
import { compileTest } from "./compile/test.ts";
import type { TestItem } from "./feel/ast.ts";
import type { Finding } from "./finding.ts";
import { namesIn } from "./load/derived.ts";
import type { Column, Policy } from "./policy.ts";
import { pointer } from "./yaml/locate.ts";

/** What is valid but probably not meant: no table analysis, just a look at each part. All are warnings. */
export function lintPolicy(policy: Policy): Finding[] {
  return [
    ...otherwiseActs(policy),
    ...unread(policy),
    ...unreached(policy),
    ...unsaid(policy),
    ...aboutNull(policy),
    ...emptyTests(policy),
  ];
}

function warning(policy: Policy, code: string, message: string, at: string, key = false): Finding {
  const file = policy.file === undefined ? {} : { file: policy.file };
  return { severity: "warning", code, message, ...file, ...policy.locate(at, { key }) };
}

function otherwiseActs(policy: Policy): Finding[] {
  if (!policy.outcomes[policy.otherwise]?.acts) return [];
  const message = `otherwise is ${policy.otherwise}, which acts: cases that could not be judged would be carried out too. Let otherwise hand the case to a person.`;
  return [warning(policy, "otherwise-acts", message, "/otherwise")];
}

function unread(policy: Policy): Finding[] {
  const read = new Set(policy.rules.flatMap((rule) => Object.keys(rule.when)));
  for (const { expression } of Object.values(policy.derived)) namesIn(expression, read);
  return policy.columns
    .filter(({ name }) => !read.has(name))
    .map(({ name, kind }) => {
      const [what, section] = kind === "input" ? ["input", "inputs"] : ["derived value", "derived"];
      const message = `No rule and no formula reads the ${what} "${name}"; remove it, or say what it decides.`;
      return warning(policy, "unread-column", message, pointer(section!, name), true);
    });
}

function unreached(policy: Policy): Finding[] {
  const reached = new Set([policy.otherwise, ...policy.rules.map((rule) => rule.then)]);
  return Object.keys(policy.outcomes)
    .filter((name) => !reached.has(name))
    .map((name) => warning(policy, "unreached-outcome", `No rule decides "${name}".`, pointer("outcomes", name), true));
}

function unsaid(policy: Policy): Finding[] {
  return policy.rules.flatMap(({ id, says }, at) => {
    if (says !== undefined) return [];
    const message = `Rule ${id} has no sentence: write "says" for those who approve and audit it.`;
    return [warning(policy, "rule-without-sentence", message, pointer("rules", at))];
  });
}

/** Tests whose answer on null surprises: `not("x")` lets a missing value through, and a required one is never null. */
function aboutNull(policy: Policy): Finding[] {
  return policy.rules.flatMap((rule, at) =>
    rule.tests.flatMap(({ column, test, text }) => {
      if (test.kind === "any") return [];
      const found = policy.columns[column] as Column;
      const place = pointer("rules", at, "when", found.name);
      const mentionsNull = test.items.some((item) => item.kind === "equals" && item.value === null);
      if (!found.optional && mentionsNull) {
        const message = `Rule ${rule.id}: ${found.name} is required, so it is never null in ${text}.`;
        return [warning(policy, "never-null", message, place)];
      }
      if (found.optional && test.not && !mentionsNull && compileTest(test)(null) === true) {
        const message = `Rule ${rule.id}: ${text} also holds where ${found.name} is missing. Write not(null, …) to leave those cases out.`;
        return [warning(policy, "not-on-optional", message, place)];
      }
      return [];
    }),
  );
}

/** `>= 5, <= 10`: a comma means "or", so every number passes. */
function emptyTests(policy: Policy): Finding[] {
  return policy.rules.flatMap((rule, at) =>
    rule.tests.flatMap(({ column, test, text }) => {
      if (test.kind === "any" || !coversAll(test.items)) return [];
      const { name } = policy.columns[column] as Column;
      const result = test.not ? "fails" : "passes";
      const message = `Rule ${rule.id}: every value of ${name} ${result} ${text}, because a comma means "or". Write an interval such as [5..10].`;
      return [warning(policy, "tests-nothing", message, pointer("rules", at, "when", name))];
    }),
  );
}

/** Whether a comparison upwards and one downwards leave no value between them. */
function coversAll(items: readonly TestItem[]): boolean {
  const bounds = items.flatMap((item) => (item.kind === "compare" ? [item] : []));
  return bounds.some((up) =>
    bounds.some((down) => {
      if (!up.op.startsWith(">") || !down.op.startsWith("<")) return false;
      const sign = order(up.value, down.value);
      return sign !== null && (sign < 0 || (sign === 0 && (up.op === ">=" || down.op === "<=")));
    }),
  );
}
