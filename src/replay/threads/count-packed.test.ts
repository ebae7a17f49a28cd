import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { policyText } from "../../../test/support/policy-text.ts";
import { loadPolicy } from "../../policy/index.ts";
import { blocks } from "../blocks.ts";
import { Counter } from "../counter.ts";
import { mappingFor } from "../input/mapping.ts";
import { openLog } from "../input/open-log.ts";
import { countPacked } from "./count-packed.ts";
import { Kept } from "./kept.ts";

const text = policyText({ inputs: "{amount: {type: number}}", rules: ["when: {amount: '< 5'}, then: pay"] });
const policy = loadPolicy(text, { file: "p.yaml" }).policy!;
const mapping = mappingFor([policy]);
const log = (amount: number) =>
  gzipSync(Array.from({ length: 50 }, (_, n) => `{"decision_id":"${n}","input":{"amount":${amount}}}\n`).join(""));

let folder: string;
let cache: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-packed-"));
  cache = join(folder, "cache");
  path = join(folder, "log.gz");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Counts a log that holds some bytes when its digest is taken, and others when it is unpacked; outcomes by how often. */
async function outcomes(first: Uint8Array, then: Uint8Array): Promise<Record<string, number>> {
  writeFileSync(path, first);
  const counter = new Counter({ base: policy, head: policy });
  const kept = new Kept({ folder: cache, engine: "1" }, counter.inputs, { base: policy, head: policy });
  async function* bytes(seen: (chunk: Uint8Array) => void) {
    seen(then);
    yield then;
  }
  const lines = (seen: (chunk: Uint8Array) => void) => blocks(openLog(path, bytes(seen), mapping).bytes);
  await countPacked({ path, mapping, lines }, counter, kept, 600);
  return Object.fromEntries([...counter.finish().cells.values()].map(({ from, count }) => [from, count]));
}

test.each([
  ["as another log", log(9)],
  ["as one that breaks off after some parts", log(9).subarray(0, -10)],
])("a log that comes %s than its digest was taken of is refused, and nothing is kept by its name", async (_, other) => {
  await expect(outcomes(log(1), other)).rejects.toThrow(/log.gz: .*(while it was read; replay it again|cut short)/);
  expect(readdirSync(cache).filter((name) => name.endsWith(".columns"))).toEqual([]);
  expect(await outcomes(log(1), log(1))).toEqual({ pay: 50 });
  // From what was kept now.
  expect(await outcomes(log(1), log(9))).toEqual({ pay: 50 });
});
