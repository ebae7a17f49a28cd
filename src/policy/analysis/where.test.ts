import fc from "fast-check";
import { expect, test } from "vitest";
import { policyOf, policyText } from "../../../test/support/policy-text.ts";
import { randomPolicy } from "../../../test/support/random-policies.ts";
import { compileTest } from "../compile/test.ts";
import { parseTest } from "../feel/parse-test.ts";
import { hasBit } from "./bits.ts";
import { spaceOf } from "./space.ts";
import { testSets } from "./test-set.ts";
import { whereOf } from "./where.ts";

const inputs =
  "{n: {type: integer, values: '[1..6]'}, kind: {type: string, values: [a, b, c]}, note: {type: string, optional: true}}";
const space = spaceOf([
  policyOf(policyText({ inputs, rules: ['when: {n: "[3..5)", kind: \'"a"\', note: \'"x"\'}, then: pay'] })),
]);

/** The set of atoms of one column whose samples pass. */
const atoms = (name: string, keep: (sample: unknown) => boolean): bigint[] =>
  space.columns.map(({ name: other, atoms: all, relevant }) =>
    other === name ? all.reduce((set, { sample }, i) => (keep(sample) ? set | (1n << BigInt(i)) : set), 0n) : relevant,
  );

test.each([
  ["n", (n: unknown) => (n as number) >= 5 && (n as number) <= 6, { n: ">= 5" }],
  ["n", (n: unknown) => n === 3 || n === 4, { n: "[3..5)" }],
  ["kind", (kind: unknown) => kind === "a" || kind === "c", { kind: '"a", "c"' }],
  ["note", (note: unknown) => note !== "x", { note: 'not("x")' }],
  ["note", (note: unknown) => note !== "x" && note !== null, { note: 'not(null, "x")' }],
  ["note", (note: unknown) => note === null, { note: "null" }],
  ["note", (note: unknown) => note !== null, { note: "not(null)" }],
  ["note", () => true, {}],
])("a box over %s reads as a rule would write it", (name, keep, where) => {
  expect(whereOf(space, atoms(name, keep))).toEqual({ where, exact: true });
});

test("the tests of a box pass for its own atoms, and for no other that is judged (400 random boxes)", () => {
  fc.assert(
    fc.property(randomPolicy(3), fc.bigInt({ min: 1n, max: 1n << 64n }), (text, seed) => {
      const random = spaceOf([policyOf(text)]);
      const box = random.columns.map(({ relevant }, i) => ((seed >> BigInt(i)) * 0x9e3779b97f4a7c15n) & relevant);
      // Nothing divides a duration that no test reads, so that no region ends between its two kinds.
      const divided = random.columns.every(({ name, atoms: all }) => name !== "term" || all.length > 3);
      fc.pre(divided && !box.includes(0n));
      const { where } = whereOf(random, box);
      for (const [i, { name, atoms: all, relevant }] of random.columns.entries()) {
        const { test: written } = parseTest(where[name] ?? "-");
        const passes = compileTest(written!);
        for (const [at, { sample }] of all.entries()) {
          if (!hasBit(relevant, at)) continue;
          if ((passes(sample) === true) !== hasBit(box[i]!, at)) {
            throw new Error(`${name} ${where[name]} on ${sample}: ${passes(sample)}`);
          }
        }
      }
    }),
    { numRuns: 400 },
  );
}, 120_000);

test("a test as a set of atoms says what the evaluator says on each (random tables)", () => {
  fc.assert(
    fc.property(randomPolicy(), (text) => {
      const policy = policyOf(text);
      for (const [i, { atoms: all }] of spaceOf([policy]).columns.entries()) {
        const sets = testSets(all);
        for (const rule of policy.rules) {
          for (const { column, test: written } of rule.tests.filter((one) => one.column === i)) {
            const passes = compileTest(written);
            expect(column).toBe(i);
            expect(all.map((_, at) => hasBit(sets(written), at))).toEqual(
              all.map(({ sample }) => passes(sample) === true),
            );
          }
        }
      }
    }),
    { numRuns: 200 },
  );
}, 120_000);
