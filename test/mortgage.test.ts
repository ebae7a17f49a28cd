import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { diffPolicies, loadPolicy, type Policy } from "../src/policy/index.ts";
import {
  countReplay,
  digested,
  fileBytes,
  headline,
  judge,
  type LogDigest,
  makePart,
  mergeParts,
  replay,
} from "../src/replay/index.ts";

// 2,380 decisions on home loans (Munnell et al., American Economic Review 86, 1996), kept beside the project.
const log = resolve(import.meta.dirname, "../../shared/data/mortgage/decisions.ndjson");

function mortgage(test: string): Policy {
  const { policy, findings } = loadPolicy(`policy: mortgage
title: Home loan approval
accountable: credit-manager
purpose: Decide which applications an officer need not look at.
inputs:
  debt_to_income: {type: number, unit: ratio}
  public_bad_record: {type: boolean}
outcomes:
  approve: {acts: true, says: Grant the loan}
  deny: {acts: false, says: Turn the application down}
hit_policy: FIRST
rules:
  - id: low-debt
    says: Approve when debt payments are low and there is no public bad record.
    when: {debt_to_income: "${test}", public_bad_record: "false"}
    then: approve
otherwise: deny
`);
  if (!policy) throw new Error(JSON.stringify(findings));
  return policy;
}

describe.skipIf(!existsSync(log))("what a threshold of 36% would have done to 2,380 home loans", () => {
  const run = (kernel: boolean) =>
    replay({
      base: mortgage("< 0.36"),
      head: mortgage("<= 0.36"),
      logs: [{ name: "decisions.ndjson", bytes: fileBytes(log) }],
      kernel,
    });

  test.each([true, false])("126 cases stand exactly on the threshold (kernel: %s)", async (kernel) => {
    expect(await run(kernel)).toMatchObject({
      policy: "mortgage",
      decisions: 2380,
      replayed: 2380,
      not_replayed: {},
      outcomes: { base: { approve: 1449, deny: 931 }, head: { approve: 1560, deny: 820 } },
      flips: { count: 111, toward_human: 103, away_from_human: 8, neither: 0 },
      agreement: { base: { compared: 2380, agreed: 1550 }, head: { compared: 2380, agreed: 1645 } },
    });
  });

  test("the kernel's report is the evaluator's, byte for byte", async () => {
    expect(JSON.stringify(await run(true))).toBe(JSON.stringify(await run(false)));
  });

  test("every flip lies in the one region that the diff names", async () => {
    const [base, head] = [mortgage("< 0.36"), mortgage("<= 0.36")];
    const { regions } = diffPolicies(base, head);
    const logs = [{ name: "decisions.ndjson", bytes: fileBytes(log) }];
    const report = await replay({ base, head, logs, regions });
    expect(report.regions).toEqual([expect.objectContaining({ count: 111 })]);
  });

  test("the people whom the flips favour least are named", async () => {
    const { segments } = await run(true);
    const black = segments.find(({ attribute }) => attribute === "black")!;
    expect(black.values).toMatchObject([
      { value: "false", decisions: 2041, flips: 103 },
      { value: "true", decisions: 339, flips: 8 },
    ]);
    expect(black.selection_rate_ratio.base).toBeCloseTo(0.695, 3);
    expect(black.selection_rate_ratio.head).toBeCloseTo(0.678, 2);
  });

  test("16 shards add up to one run, byte for byte", async () => {
    const [base, head] = [mortgage("< 0.36"), mortgage("<= 0.36")];
    const asked = { base, head, weigh: "debt_to_income", regions: diffPolicies(base, head).regions };
    const whole = { name: "decisions.ndjson", bytes: fileBytes(log) };
    const parts: { file: string; text: string }[] = [];
    for (let index = 16; index >= 1; index--) {
      const logs: LogDigest[] = [];
      const bytes = digested({ ...whole, bytes: fileBytes(log) }, logs);
      const shard = { index, of: 16 };
      const tally = await countReplay({ ...asked, logs: [bytes], shard });
      const policies = { base: "base", head: "head" };
      const question = { measuring: asked, gates: {}, cases: null, selected: null, policies, logs, engine: "1.0.0" };
      parts.push({ file: `${index}.json`, text: JSON.stringify(makePart(shard, question, tally)) });
    }
    const report = judge(await replay({ ...asked, logs: [whole] }), {});
    expect(JSON.stringify(mergeParts(parts, "1.0.0"))).toBe(JSON.stringify(report));
  });

  test("a gate of at most 2 flips away from people fails, one of 20 passes", async () => {
    const measured = await run(true);
    expect(judge(measured, { away_from_human: "<= 2" }).verdict).toBe("fail");
    expect(judge(measured, { away_from_human: "<= 20", agreement_lower95: ">= 0.6" }).verdict).toBe("pass");
    expect(headline(judge(measured, {}))).toBe(
      "111 of 2,380 past decisions flip: 103 toward what people decided, 8 away",
    );
  });
});
