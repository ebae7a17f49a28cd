import type { Policy, Rule } from "../../policy.ts";
import { type Beside, meaning, textChange } from "./beside.ts";

/** Rules that are new, gone or written otherwise without moving a case, their sentences, and their order. */
export function rules(
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
