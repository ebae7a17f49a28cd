import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText } from "../../../test/support/policy-text.ts";
import type * as PolicyLanguage from "../../policy/index.ts";
import type * as Replay from "../index.ts";

// A thread runs a built file: `npm ci` builds; without a build there is nothing to try.
const built = resolve(import.meta.dirname, "../../../dist");

const record = fc.record({
  decision_id: fc.string({ minLength: 1 }),
  input: fc.record({ amount: fc.constantFrom(1, 5, 5.1, 7, 0.1, "5", null) }, { requiredKeys: [] }),
  human_outcome: fc.constantFrom("pay", "review", "else"),
  segments: fc.record({ desk: fc.constantFrom("a", "b") }),
  timestamp: fc.constantFrom("2026-01-01", "2026-03-01T10:00:00Z", "soon"),
});
const line = fc.oneof(
  { arbitrary: record.map((value) => JSON.stringify(value)), weight: 9 },
  { arbitrary: fc.constantFrom("{", "", "null", '{"decision_id": 7}', '{"input": {}}'), weight: 1 },
);
const log = fc.array(line, { maxLength: 60 }).map((lines) => lines.join("\n"));

describe.skipIf(!existsSync(built))("threads", () => {
  let folder: string;
  let replay: typeof Replay;
  let version: (test: string) => Replay.Version;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "countersign-threads-"));
    replay = await import(join(built, "replay/index.js"));
    const { loadPolicy }: typeof PolicyLanguage = await import(join(built, "policy/index.js"));
    version = (test) => {
      const text = policyText({ inputs: "{amount: {type: number}}", rules: [`when: {amount: '${test}'}, then: pay`] });
      return { policy: loadPolicy(text, { file: "p.yaml" }).policy!, source: { file: "p.yaml", text } };
    };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const counted = async (files: { path: string; size: number }[], threads: number) => {
    const versions = { base: version("< 5"), head: version("<= 5.1") };
    const mapping = replay.mappingFor([versions.base.policy]);
    const request = { weigh: "amount", stage: "assist" as const, mapping };
    const tally = await replay.countFiles(files, versions, request, { threads, partBytes: 500 });
    const measuring = { base: versions.base.policy, head: versions.head.policy, ...request };
    return JSON.stringify(replay.measure(measuring, tally));
  };

  test("give the report of one thread, byte for byte, the lines of unusable records included", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(log, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.boolean(),
        async (texts, threads, gzipped) => {
          const files = texts.map((text, at) => {
            const bytes = gzipped && at === 0 ? gzipSync(text) : Buffer.from(text);
            const path = join(folder, `${at}.ndjson`);
            writeFileSync(path, bytes);
            return { path, size: bytes.length };
          });
          expect(await counted(files, threads)).toBe(await counted(files, 1));
        },
      ),
      { numRuns: 12 },
    );
  });

  test("that cannot read their share say what one thread says, of the first log that is wrong", async () => {
    const good = { path: join(folder, "good.ndjson"), size: 99_999 };
    writeFileSync(good.path, "{}\n".repeat(33_333));
    const bad = ["b.json.gz", "c.json.gz"].map((name) => {
      writeFileSync(join(folder, name), gzipSync(`[${"1,".repeat(9)}1]`).subarray(0, 20));
      return { path: join(folder, name), size: 99_999 };
    });
    const failure = (threads: number) => counted([good, ...bad], threads).catch((error: Error) => error.message);
    expect(await failure(1)).toMatch(/b\.json\.gz: the gzip data is broken or cut short/);
    expect(await failure(3)).toBe(await failure(1));
  });

  test("name the unusable lines of a log by their numbers in it, whichever thread comes to them", async () => {
    const path = join(folder, "numbered.ndjson");
    const texts = Array.from({ length: 2000 }, (_, at) => (at % 300 === 7 ? "{" : '{"decision_id":"a","input":{}}'));
    writeFileSync(path, texts.join("\n"));
    const files = [{ path, size: texts.join("\n").length }];
    const report = JSON.parse(await counted(files, 3)) as { not_replayed_places: { line: number }[] };
    expect(report.not_replayed_places.map(({ line }) => line)).toEqual([8, 308, 608, 908, 1208, 1508, 1808]);
    expect(await counted(files, 3)).toBe(await counted(files, 1));
  });

  test("notice a log that becomes shorter", async () => {
    const path = join(folder, "shrinks.ndjson");
    writeFileSync(path, "{}\n".repeat(100));
    await expect(counted([{ path, size: 600 }], 2)).rejects.toThrow(/shrinks.ndjson: the log became shorter/);
  });
});
