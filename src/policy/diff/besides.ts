import { numbering } from "../analysis/numbering.ts";
import { formulaKeys } from "../analysis/space.ts";
import { confidenceFloor } from "../disposition.ts";
import type { Column, Policy, Rule, WrittenTest } from "../policy.ts";
import type { Stage } from "../stage.ts";
import { clause } from "../words/condition.ts";
import { listOf } from "../words/quantity.ts";
import type { ChangeClass } from "./class.ts";

/** Something besides the regions that differs between two versions. */
export interface Beside {
  /** What it is about, e.g. `confidence/automate`, `outcomes/pay`, `inputs/amount`, `rules/small`. */
  what: string;
  class: Exclude<ChangeClass, "none">;
  words: string;
  /** Present where the system now acts on cases on which it did not. */
  acts?: true;
}

/**
 * Everything that differs besides which case gets which outcome: floors, outcomes, columns, texts, how it is written.
 *
 * @param renamed outcomes of the base that have another name in the head
 * @param mentioned ids of rules that regions speak of, so that nothing more need be said of their tests
 */
export function besides(
  base: Policy,
  head: Policy,
  renamed: ReadonlyMap<string, string>,
  mentioned: ReadonlySet<string>,
): Beside[] {
  return [
    ...floors(base, head),
    ...outcomes(base, head, renamed),
    ...columns(base, head),
    ...facts(base, head),
    ...rules(base, head, renamed, mentioned),
  ];
}

function floors(base: Policy, head: Policy): Beside[] {
  const stages = ["assist", "automate", "optimize"] as const satisfies readonly Stage[];
  const moved = stages.flatMap((stage) => {
    const [from, to] = [confidenceFloor(base, stage), confidenceFloor(head, stage)];
    return (from ?? 0) === (to ?? 0) ? [] : [{ stage, from, to }];
  });
  return moved.flatMap(({ stage, from, to }, i): Beside[] => {
    const same = moved.filter((other) => other.from === from && other.to === to).map((other) => other.stage);
    // A stage without its own floor has that of the stage before it: one sentence for both.
    if (moved.findIndex((other) => other.from === from && other.to === to) !== i) return [];
    const lower = (to ?? 0) < (from ?? 0);
    const now = to === undefined ? "whatever the confidence" : `from a confidence of ${to} on`;
    const words = `At the stage${same.length > 1 ? "s" : ""} ${listOf(same, "and")} the system now acts ${now} (before: ${from === undefined ? "any" : `from ${from}`}), so ${lower ? "fewer" : "more"} cases go to a person.`;
    return [{ what: `confidence/${stage}`, class: lower ? "major" : "minor", words, ...(lower ? { acts: true } : {}) }];
  });
}

function outcomes(base: Policy, head: Policy, renamed: ReadonlyMap<string, string>): Beside[] {
  const newNames = new Set(renamed.values());
  const found: Beside[] = [];
  for (const [name, { acts, says }] of Object.entries(base.outcomes)) {
    const now = renamed.get(name) ?? name;
    const other = head.outcomes[now];
    const what = `outcomes/${now}`;
    if (!other) {
      found.push({ what, class: "patch", words: `The outcome "${name}" is gone.` });
      continue;
    }
    if (now !== name) {
      found.push({
        what,
        class: other.acts ? "major" : "minor",
        words: `The outcome "${name}" is now called "${now}".`,
      });
    }
    if (acts !== other.acts) found.push(actsChange(now, what, head));
    if (says !== other.says)
      found.push({ what, class: "patch", words: textChange(`the outcome "${now}"`, says, other.says) });
  }
  for (const [name, { acts }] of Object.entries(head.outcomes)) {
    if (Object.hasOwn(base.outcomes, name) || newNames.has(name)) continue;
    const words = `There is a new outcome "${name}", which ${acts ? "acts" : "hands the case to a person"}.`;
    found.push({ what: `outcomes/${name}`, class: "patch", words });
  }
  const kept = Object.keys(base.outcomes).map((name) => renamed.get(name) ?? name);
  const order = (names: readonly string[], other: readonly string[]) =>
    names.filter((name) => other.includes(name)).join();
  const now = Object.keys(head.outcomes);
  if (order(kept, now) !== order(now, kept))
    found.push({ what: "outcomes", class: "patch", words: "The outcomes are in another order." });
  return found;
}

function actsChange(name: string, what: string, head: Policy): Beside {
  const { acts } = head.outcomes[name]!;
  const decided = head.otherwise === name || head.rules.some((rule) => rule.then === name);
  const words = acts
    ? `The outcome "${name}" is now carried out without review; before, a person looked at it.`
    : `The outcome "${name}" now goes to a person; before, it was carried out without review.`;
  if (!decided) return { what, class: "patch", words };
  return acts ? { what, class: "major", words, acts } : { what, class: "minor", words };
}

const textChange = (of: string, before: string | undefined, now: string | undefined): string => {
  if (now === undefined) return `The text of ${of} is gone.`;
  return `The text of ${of} ${before === undefined ? "is new" : "changes"}: "${now}".`;
};

function columns(base: Policy, head: Policy): Beside[] {
  const number = numbering();
  const formulas = [formulaKeys(base, number), formulaKeys(head, number)] as const;
  const before = new Map(base.columns.map((column) => [column.name, column]));
  const now = new Map(head.columns.map((column) => [column.name, column]));
  const spoken = ({ kind, name }: Column) => `${kind === "input" ? "input" : "derived value"} ${name}`;
  const what = ({ kind, name }: Column) => `${kind === "input" ? "inputs" : "derived"}/${name}`;
  return [
    ...[...before.values()].flatMap((column): Beside[] => {
      const other = now.get(column.name);
      if (!other) return [{ what: what(column), class: "patch", words: `The ${spoken(column)} is gone.` }];
      return columnChanges(column, other, formulas).map((words) => ({
        what: what(other),
        class: "patch",
        words: `The ${spoken(other)} ${words}.`,
      }));
    }),
    ...[...now.values()].flatMap((column): Beside[] =>
      before.has(column.name)
        ? []
        : [
            {
              what: what(column),
              class: "patch",
              words: `The ${spoken(column)} is new${column.says ? `: ${clause(column.says)}` : ""}.`,
            },
          ],
    ),
  ];
}

function columnChanges(
  a: Column,
  b: Column,
  [base, head]: readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>],
): string[] {
  const changes: string[] = [];
  if (a.kind !== b.kind) changes.push(b.kind === "derived" ? "is now computed" : "is now given, no longer computed");
  if (a.type !== b.type) changes.push(`is now of type ${b.type} (before: ${a.type})`);
  if (a.optional !== b.optional) changes.push(b.optional ? "may now be missing" : "may no longer be missing");
  if (a.unit !== b.unit) changes.push(`is now measured in ${b.unit ?? "no unit"} (before: ${a.unit ?? "no unit"})`);
  if (a.says !== b.says) changes.push(b.says === undefined ? "has lost its text" : `has another text: "${b.says}"`);
  if (a.kind === "input" && b.kind === "input" && meaning(a.values) !== meaning(b.values)) {
    changes.push(`can now be ${b.values?.text ?? "anything"} (before: ${a.values?.text ?? "anything"})`);
  }
  if (a.kind === "derived" && b.kind === "derived" && base.get(a.name) !== head.get(b.name)) {
    changes.push(`is now computed as ${b.feel} (before: ${a.feel})`);
  }
  return changes;
}

/** The same text for tests that read the same, whatever their spaces. */
const meaning = (test: WrittenTest | undefined): string =>
  JSON.stringify(test?.test, (key, value) => (key === "from" || key === "to" ? undefined : value)) ?? "";

function facts(base: Policy, head: Policy): Beside[] {
  const named = { id: "id", title: "title", purpose: "purpose" } as const;
  const found = (Object.keys(named) as (keyof typeof named)[]).flatMap((key): Beside[] =>
    base[key] === head[key] ? [] : [{ what: key, class: "patch", words: `The ${key} is now "${head[key] ?? ""}".` }],
  );
  if (base.accountable !== head.accountable) {
    const words = `The accountable role is now ${head.accountable ?? "nobody"} (before: ${base.accountable ?? "nobody"}).`;
    found.push({ what: "accountable", class: "patch", words });
  }
  if (base.hitPolicy !== head.hitPolicy) {
    found.push({
      what: "hit_policy",
      class: "patch",
      words: `The hit policy is now ${head.hitPolicy} (before: ${base.hitPolicy}).`,
    });
  }
  if (base.otherwise !== head.otherwise) {
    found.push({
      what: "otherwise",
      class: "patch",
      words: `Where no rule applies, the outcome is now "${head.otherwise}" (before: "${base.otherwise}").`,
    });
  }
  return found;
}

function rules(
  base: Policy,
  head: Policy,
  renamed: ReadonlyMap<string, string>,
  mentioned: ReadonlySet<string>,
): Beside[] {
  const before = new Map(base.rules.map((rule) => [rule.id, rule]));
  const now = new Map(head.rules.map((rule) => [rule.id, rule]));
  const found: Beside[] = [];
  const push = (id: string, words: string) => found.push({ what: `rules/${id}`, class: "patch", words });
  const silent = ({ id }: Rule) => !mentioned.has(id);
  for (const rule of base.rules) {
    const other = now.get(rule.id);
    const same = other && sameTests(rule, other, base, head) && (renamed.get(rule.then) ?? rule.then) === other.then;
    if (!other && silent(rule)) push(rule.id, `Rule ${rule.id} is gone; no case gets another outcome by that.`);
    if (other && !same && silent(rule))
      push(rule.id, `Rule ${rule.id} is written differently; no case gets another outcome by that.`);
    if (other && rule.says !== other.says) push(rule.id, textChange(`rule ${rule.id}`, rule.says, other.says));
  }
  for (const rule of head.rules) {
    if (!before.has(rule.id) && silent(rule))
      push(rule.id, `Rule ${rule.id} is new; no case gets another outcome by it.`);
  }
  const order = (some: readonly Rule[], others: ReadonlyMap<string, Rule>) =>
    some
      .map(({ id }) => id)
      .filter((id) => others.has(id))
      .join();
  if (order(base.rules, now) !== order(head.rules, before)) {
    found.push({ what: "rules", class: "patch", words: "The rules are in another order." });
  }
  return found;
}

const sameTests = (a: Rule, b: Rule, base: Policy, head: Policy): boolean =>
  JSON.stringify(a.when) === JSON.stringify(b.when) || tests(a, base) === tests(b, head);

const tests = (rule: Rule, policy: Policy): string =>
  rule.tests
    .map((test) => `${policy.columns[test.column]!.name} ${meaning(test)}`)
    .sort()
    .join();
