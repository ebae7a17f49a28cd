import fc from "fast-check";
import { expect, test } from "vitest";
import { policyOf } from "../../../../test/support/policy-text.ts";
import { inputAt, points, randomPolicy } from "../../../../test/support/random-policies.ts";
import { decide } from "../../decide.ts";
import { spaceOf } from "../space.ts";
import { analyseTable } from "./index.ts";

const runs = Number(process.env.COUNTERSIGN_PROPERTY_RUNS ?? 400);

/** The ids of rules that a finding of this code is about, by its line. */
const linesOf = (findings: readonly { code: string; line?: number }[], ...codes: string[]): number[] =>
  [...new Set(findings.filter(({ code }) => codes.includes(code)).map(({ line }) => line!))].sort((a, b) => a - b);

test(`every rule that never decides, every overlap and every gap of a random table, and no other (${runs} tables)`, () => {
  fc.assert(
    fc.property(randomPolicy(), (text) => {
      const policy = policyOf(text);
      const space = spaceOf([policy]);
      const findings = analyseTable(policy);
      const deciding = new Set<string>();
      const overlapping = new Set<string>();
      let gap = false;
      for (const point of points(space, 1_500)) {
        const input = inputAt(space, point);
        const { rule, problems, trace } = decide(policy, input);
        if (rule !== null) deciding.add(rule);
        if (problems.length === 0) gap ||= rule === null;
        if (problems.some(({ code }) => code === "overlap"))
          for (const one of trace) if (one.matched) overlapping.add(one.rule);
      }
      const unique = policy.hitPolicy === "UNIQUE" || policy.hitPolicy === "ANY";
      const hasOverlap = findings.some(({ code }) => code === "overlap");
      expect(hasOverlap).toBe(overlapping.size > 0);
      expect(findings.some(({ code }) => code === "gap")).toBe(unique && gap);
      // Where different outcomes overlap, which rule decides is not the question.
      const dead = policy.rules.filter(({ id }) => !deciding.has(id) && !overlapping.has(id)).map(({ line }) => line);
      const codes = hasOverlap ? ["rule-never-matches"] : ["rule-never-matches", "masked-rule"];
      const told = linesOf(findings, ...codes);
      if (!hasOverlap) expect(told).toEqual(dead);
      for (const line of told) expect(dead).toContain(line);
    }),
    { numRuns: runs },
  );
}, 120_000);
