import fc from "fast-check";
import { expect, test } from "vitest";
import { exportDmn, importDmn } from "../src/policy/dmn/index.ts";
import { decide, diffPolicies, type Policy, parseJsonExact } from "../src/policy/index.ts";
import { randomCase } from "./policy-reference/generate.ts";
import { Random } from "./policy-reference/random.ts";
import { policyOf } from "./support/policy-text.ts";
import { randomPolicy } from "./support/random-policies.ts";

async function thereAndBack(policy: Policy): Promise<Policy> {
  const { xml } = await exportDmn(policy);
  const { policies, findings } = await importDmn(xml!);
  expect(findings).toEqual([]);
  return policies[0]!.policy;
}

test("a policy that went to DMN and back decides the same, formulas, missing and wrong values included", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const { text, inputs } = randomCase(new Random(seed), 20);
      const policy = policyOf(text);
      const back = await thereAndBack(policy);
      for (const { json } of inputs) {
        const input = parseJsonExact(json) as Record<string, unknown>;
        const { c0: _, ...incomplete } = input;
        for (const given of [input, incomplete, { ...input, c0: [] }]) {
          const decided = decide(policy, given, { trace: false });
          expect(decide(back, given, { trace: false })).toEqual(decided);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("a table of any type of column comes back without a difference", async () => {
  await fc.assert(
    fc.asyncProperty(randomPolicy(), async (text) => {
      // A test that is written out as "-" comes back as no test, which is the same.
      const policy = policyOf(text.replace(/, perhaps: "-"|perhaps: "-"(?:, )?/g, ""));
      const { class: change, regions, words } = diffPolicies(policy, await thereAndBack(policy));
      expect({ change, regions, words }).toMatchObject({ change: "none", regions: [] });
    }),
    { numRuns: 150 },
  );
});

test("texts come back letter for letter", async () => {
  const says = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((text) => !/(?![\t\n])\p{Cc}/u.test(text));
  await fc.assert(
    fc.asyncProperty(says, says, says, async (rule, input, outcome) => {
      const policy = policyOf(
        JSON.stringify({
          policy: "texts",
          inputs: { amount: { type: "string", says: input, unit: [...input].slice(0, 20).join("") } },
          outcomes: { pay: { acts: true, says: outcome } },
          rules: [{ id: "r", says: rule, when: { amount: JSON.stringify(rule) }, then: "pay" }],
          otherwise: "pay",
        }),
      );
      const back = await thereAndBack(policy);
      expect(back.rules[0]).toMatchObject({ says: rule, when: { amount: JSON.stringify(rule) } });
      expect(back.inputs.amount).toMatchObject({ says: input });
      expect(back.outcomes.pay).toEqual({ acts: true, says: outcome });
    }),
    { numRuns: 150 },
  );
});
