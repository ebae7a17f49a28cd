import fc from "fast-check";
import { expect, test } from "vitest";
import { type Case, everyCase, valuesOf } from "../../../../test/support/every-case.ts";
import { policyOf } from "../../../../test/support/policy-text.ts";
import { randomArithmetic, randomPolicy } from "../../../../test/support/random-policies.ts";
import { compileTest } from "../../compile/test.ts";
import { decide } from "../../decide.ts";
import type { Finding } from "../../finding.ts";
import type { Policy } from "../../policy.ts";
import { analyseTable } from "./index.ts";

/** `BRUTE_FORCE_RUNS=100000 npx vitest run brute-force` for a long run. */
const runs = Number(process.env.BRUTE_FORCE_RUNS ?? 2000);

/** What going through every case shows of a table. */
interface Facts {
  /** By judged case: the places of all rules that match. */
  matches: number[][];
  /** Rules that decide some case, and outcomes that some case gets. */
  deciding: Set<string>;
  outcomes: Set<string>;
  /** Pairs of rules with different outcomes that some case matches both, `r1 r2`. */
  overlaps: Set<string>;
  /** Cases that no rule matches. */
  gaps: Set<string>;
}

function factsOf(policy: Policy): Facts {
  const facts: Facts = { matches: [], deciding: new Set(), outcomes: new Set(), overlaps: new Set(), gaps: new Set() };
  const tests = policy.rules.map((rule) => rule.tests.map(({ column, test }) => [column, compileTest(test)] as const));
  for (const given of everyCase([policy])) {
    const { rule, outcome, problems } = decide(policy, given, { trace: false });
    facts.outcomes.add(outcome);
    if (problems.some(({ code }) => code !== "overlap")) continue;
    const values = valuesOf(policy, given);
    const places = [...tests.keys()].filter((at) => tests[at]!.every(([column, passes]) => passes(values[column]!)));
    facts.matches.push(places);
    if (rule !== null) facts.deciding.add(rule);
    if (places.length === 0) facts.gaps.add(JSON.stringify(given));
    for (const [i, one] of places.entries()) {
      for (const other of places.slice(i + 1)) {
        const [a, b] = [policy.rules[one]!, policy.rules[other]!];
        if (a.then !== b.then) facts.overlaps.add(`${a.id} ${b.id}`);
      }
    }
  }
  return facts;
}

const exampleIn = ({ message }: Finding): Case | undefined => {
  const [, json] = /for example (\{.*?\})[.;]/.exec(message) ?? [];
  return json === undefined ? undefined : JSON.parse(json);
};

const byPlace = (ids: Iterable<string>): string[] => [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

test(`every rule that never decides, overlap and gap of a table is told, and none that is not (${runs} random tables, every case)`, () => {
  const seen = { cases: 0, masked: 0, never: 0, overlaps: 0, gaps: 0, "without example": 0, "not proven": 0 };

  function check(text: string): void {
    const policy = policyOf(text);
    const derived = Object.keys(policy.derived).length > 0;
    const facts = factsOf(policy);
    const findings = analyseTable(policy);
    const told = (code: string) => findings.filter((finding) => finding.code === code);
    const idsOf = (code: string) => told(code).map(({ line }) => policy.rules.find((rule) => rule.line === line)!.id);
    const agrees = policy.hitPolicy === "UNIQUE" || policy.hitPolicy === "ANY";
    seen.cases += facts.matches.length;

    const unmatched = policy.rules.filter((_, at) => !facts.matches.some((places) => places.includes(at)));
    const never = idsOf("rule-never-matches");
    expect(unmatched.map(({ id }) => id)).toEqual(expect.arrayContaining(never));
    seen.never += never.length;

    const masked = idsOf("masked-rule");
    const dead = policy.rules.filter(({ id }) => !facts.deciding.has(id)).map(({ id }) => id);
    expect(dead).toEqual(expect.arrayContaining(masked));
    for (const finding of told("masked-rule")) {
      const ids = finding.message.match(/\br\d+\b/g)!.map((id) => policy.rules.findIndex((rule) => rule.id === id));
      const [it, ...others] = ids;
      for (const places of facts.matches)
        if (places.includes(it!)) expect(places.some((at) => others.includes(at))).toBe(true);
    }
    seen.masked += masked.length;
    const overlapping = told("overlap");
    // Where different outcomes overlap, which rule decides is not the question.
    const missed = dead.filter((id) => ![...never, ...masked].includes(id));
    if (derived) seen["not proven"] += overlapping.length > 0 ? 0 : missed.length;
    else {
      expect(byPlace(never)).toEqual(byPlace(unmatched.map(({ id }) => id)));
      if (overlapping.length === 0) expect(missed).toEqual([]);
    }
    if (overlapping.length === 0 && !derived) {
      const named = [...new Set(policy.rules.map(({ then }) => then))];
      const unreached = named.filter((name) => name !== policy.otherwise && !facts.outcomes.has(name)).sort();
      expect(told("unreached-outcome").map(({ message }) => /"(.*?)"/.exec(message)![1])).toEqual(
        expect.arrayContaining(unreached),
      );
    }

    const pairs = overlapping.map(({ message }) =>
      /^Rules (r\d+) .* and (r\d+) .* both match/.exec(message)!.slice(1).join(" "),
    );
    expect([...facts.overlaps].filter((pair) => agrees && !pairs.includes(pair))).toEqual([]);
    for (const [i, finding] of overlapping.entries()) {
      const example = exampleIn(finding);
      expect(finding.severity).toBe(example ? "error" : "warning");
      if (example) {
        expect(facts.overlaps.has(pairs[i]!)).toBe(true);
        expect(decide(policy, example).problems).toMatchObject([{ code: "overlap" }]);
      } else seen["without example"]++;
    }
    seen.overlaps += overlapping.length;

    const gaps = told("gap");
    expect(gaps.length > 0 || !agrees || facts.gaps.size === 0).toBe(true);
    for (const finding of gaps.filter(({ message }) => message !== "There are more gaps.")) {
      const example = exampleIn(finding);
      if (example) expect(decide(policy, example)).toMatchObject({ rule: null, problems: [] });
      else seen["without example"]++;
      if (!derived) expect(example).toBeDefined();
    }
    if (gaps.length > 0 && !derived) expect(facts.gaps.size).toBeGreaterThan(0);
    seen.gaps += gaps.length;
    expect(told("not-analysed")).toEqual([]);
  }

  const tables = fc.oneof({ weight: 3, arbitrary: randomPolicy() }, { weight: 2, arbitrary: randomArithmetic() });
  fc.assert(fc.property(tables, check), { numRuns: runs });
  console.log(`analysis against brute force: ${JSON.stringify(seen)}`);
  for (const found of [seen.masked, seen.never, seen.overlaps, seen.gaps]) expect(found).toBeGreaterThan(runs / 20);
}, 600_000);
