import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { policyText } from "../../../test/support/policy-text.ts";
import { loadPolicy } from "../../policy/index.ts";
import { countFiles, mappingFor, measure } from "../index.ts";
import { prune } from "./cache.ts";

const version = (test: string) => {
  const text = policyText({
    inputs: "{amount: {type: number}, country: {type: string, optional: true}, due: {type: date, optional: true}}",
    rules: [`when: {amount: '${test}'}, then: pay`, `when: {country: '"NL"'}, then: pay`],
  });
  return { policy: loadPolicy(text, { file: "p.yaml" }).policy!, source: { file: "p.yaml", text } };
};

let folder: string;
let cache: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-sidecar-"));
  cache = join(folder, "cache");
  log = join(folder, "log.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the log, as if a minute ago: what was written just now is never trusted to be unchanged. */
function written(content: string | Uint8Array): void {
  writeFileSync(log, content);
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(log, minuteAgo, minuteAgo);
}

interface Asked {
  columns?: Record<string, string>;
  head?: string;
  weigh?: string;
  kept?: boolean;
  /** Called when something has been read. */
  passed?: () => void;
}

/** The report on the log, in parts of some 600 bytes. */
async function report({ head = "<= 7", weigh, columns, kept = true, passed }: Asked = {}): Promise<string> {
  const versions = { base: version("< 5"), head: version(head) };
  const request = { weigh, stage: "assist" as const, mapping: mappingFor([versions.head.policy], columns) };
  const place = kept ? { folder: cache, engine: "1.0.0" } : undefined;
  const files = [{ path: log, size: statSync(log).size }];
  const tally = await countFiles(files, versions, request, { threads: 1, partBytes: 600, cache: place, passed });
  return JSON.stringify(measure({ base: versions.base.policy, head: versions.head.policy, ...request }, tally));
}

const sidecars = () => readdirSync(cache).filter((name) => name.endsWith(".columns"));
const line = (n: number, amount: unknown = n % 9) => `${JSON.stringify({ decision_id: `d${n}`, input: { amount } })}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n)).join("");

const number = fc.constantFrom(
  "1",
  "5",
  "5.0",
  "7.000000000000000001",
  "1e400",
  "-0",
  "0.1",
  "null",
  '"5"',
  "[1]",
  "true",
);
const record = fc
  .record({
    id: fc.oneof(fc.nat(1e6).map(String), fc.constantFrom('a\\"b', "ü", "")),
    amount: number,
    country: fc.constantFrom('"NL"', '"BE"', '"\\u004eL"', "null", "3"),
    due: fc.constantFrom('"2026-01-01"', '"soon"', "null"),
    rest: fc.constantFrom(
      "",
      ',"human_outcome":"pay"',
      ',"human_outcome":"what"',
      ',"policy":"other"',
      ',"policy":"test","confidence":0.9',
      ',"timestamp":"2026-03-01T10:00:00Z","segments":{"desk":"a","n":1.50}',
      ',"segments":{"n":1.5,"desk":"b"}',
      ',"masked":["/input/amount"]',
      ',"input":{}',
    ),
  })
  .map(({ id, amount, country, due, rest }) => {
    const input = `{"amount":${amount},"country":${country},"due":${due}}`;
    return `{"decision_id":"${id}","input":${input}${rest}}`;
  });
const odd = fc.constantFrom("", " ", "{", "null", "7", '{"decision_id": 7}', '{"input": {}}', "\uFEFF{}", "\u0000");
const randomLog = fc.array(fc.oneof({ arbitrary: record, weight: 8 }, { arbitrary: odd, weight: 1 }), {
  maxLength: 80,
});

describe("what was kept of a log", () => {
  test("gives the same report, byte for byte, odd lines included, under another version too", async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, fc.constantFrom("\n", "\r\n"), fc.boolean(), async (records, end, whole) => {
        rmSync(cache, { recursive: true, force: true });
        written(`{"decision_id":"first","input":{}}${end}${records.join(end)}${whole ? end : ""}`);
        for (const asked of [{}, {}, { head: "< 7.000000000000000001" }, { weigh: "amount" }, { weigh: "amount" }])
          expect(await report(asked)).toBe(await report({ ...asked, kept: false }));
      }),
      { numRuns: 60 },
    );
  });

  test("is what decides: with that of another log in its place, the report is that one's", async () => {
    written(line(1, 6).repeat(5));
    const one = await report();
    const [file] = sidecars();
    written(line(2, 8).repeat(5));
    const two = await report();
    const [other] = sidecars().filter((name) => name !== file);
    writeFileSync(join(cache, other!), readFileSync(join(cache, file!)));
    expect(await report()).toBe(one);
    expect(one).not.toBe(two);
  });

  test("is used for any number of parts, and only those that have changed are read anew", async () => {
    written(lines(100));
    await report();
    const before = sidecars();
    expect(before.length).toBeGreaterThan(5);
    written(lines(101));
    expect(await report()).toBe(await report({ kept: false }));
    expect(sidecars().filter((name) => !before.includes(name))).toHaveLength(1);
  });

  test("is not mistaken for a log that has changed, of equal size and with the same times", async () => {
    written(lines(50));
    await report();
    await report();
    written(lines(50).replace('"amount":6', '"amount":8'));
    expect(await report()).toBe(await report({ kept: false }));
  });

  test.each<[string, (path: string) => void]>([
    ["cut", (path) => truncateSync(path, statSync(path).size - 1)],
    ["empty", (path) => truncateSync(path, 0)],
    ["longer", (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(0)]))],
    ["of something else", (path) => writeFileSync(path, "x".repeat(1000))],
    ...[0, 30, 400, -30, -2].map((at): [string, (path: string) => void] => [
      `garbled at ${at}`,
      (path) => {
        const bytes = readFileSync(path);
        bytes[(at + bytes.length) % bytes.length]! ^= 4;
        writeFileSync(path, bytes);
      },
    ]),
  ])("is made anew where it is %s", async (_, damage) => {
    written(lines(30));
    const report1 = await report();
    const before = sidecars().map((name) => readFileSync(join(cache, name)));
    for (const name of sidecars()) damage(join(cache, name));
    expect(await report()).toBe(report1);
    expect(sidecars().map((name) => readFileSync(join(cache, name)))).toEqual(before);
  });

  test("is for its owner alone", async () => {
    written(lines(30));
    await report();
    expect(statSync(cache).mode & 0o77).toBe(0);
    for (const name of readdirSync(cache)) expect(statSync(join(cache, name)).mode & 0o77).toBe(0);
  });

  test("is written by two runs at once without harm", async () => {
    written(lines(200));
    const reports = await Promise.all([report(), report(), report({ head: "< 3" })]);
    expect(reports[0]).toBe(reports[1]);
    expect(await report()).toBe(reports[0]);
    expect(readdirSync(cache).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("gives way within a limit, what was used longest ago first, and nothing that is not the cache's", async () => {
    written(lines(100));
    await report();
    writeFileSync(join(cache, "notes.txt"), "x".repeat(10_000));
    const names = sidecars();
    for (const [age, name] of names.entries()) utimesSync(join(cache, name), 1e9 + age, 1e9 + age);
    const size = statSync(join(cache, names.at(-1)!)).size;
    for (const name of readdirSync(cache)) if (name.endsWith(".json")) rmSync(join(cache, name));
    await prune(cache, size);
    expect(readdirSync(cache).sort()).toEqual([names.at(-1)!, "notes.txt"].sort());
  });
});

describe.each([true, false])("a log that changes while its parts are read (kept: %s)", (kept) => {
  const during = (change: () => void) => {
    let done = false;
    const passed = () => {
      if (!done) change();
      done = true;
    };
    return report({ kept, passed });
  };

  test("is counted as it was, where it only grows", async () => {
    written(lines(100));
    const before = await report({ kept: false });
    expect(await during(() => appendFileSync(log, lines(50)))).toBe(before);
  });

  test.each<[string, () => void]>([
    ["replaced", () => renameSync(join(folder, "other.ndjson"), log)],
    ["written to in its middle", () => writeFileSync(log, lines(100).replaceAll('"amount":1', '"amount":8'))],
  ])("is refused where it is %s: its parts are of two logs", async (_, change) => {
    written(lines(100));
    writeFileSync(join(folder, "other.ndjson"), lines(100));
    await expect(during(change)).rejects.toThrow("log.ndjson: the log was replaced or written to while it was read");
  });
});

describe("what was kept of a packed log", () => {
  const packed = () => gzipSync(lines(80).replace('"d7"', '"d\\u0037"').replace('{"decision_id":"d9"', "{"));

  test("gives the same report, also where the middle of it is lost", async () => {
    written(packed());
    const whole = await report({ kept: false });
    expect(await report()).toBe(whole);
    const names = sidecars();
    expect(names.length).toBeGreaterThan(4);
    expect(await report({ head: "< 3" })).toBe(await report({ head: "< 3", kept: false }));
    for (const name of names) {
      rmSync(join(cache, name));
      expect(await report()).toBe(whole);
      expect(sidecars()).toEqual(names);
    }
  });

  test("decides with no look at the file's lines", async () => {
    written(packed());
    const before = await report();
    const names = sidecars();
    const largest = names.reduce((a, b) => (statSync(join(cache, a)).size > statSync(join(cache, b)).size ? a : b));
    for (const name of names.filter((name) => name !== largest).slice(0, 1))
      writeFileSync(join(cache, name), readFileSync(join(cache, largest)));
    expect(await report()).not.toBe(before);
  });

  test("does not hide that the file is cut short", async () => {
    written(packed().subarray(0, -20));
    const failure = async () => (await report().catch((error: Error) => error)) as Error;
    expect((await failure()).message).toMatch(/the gzip data is broken or cut short/);
    expect((await failure()).message).toMatch(/the gzip data is broken or cut short/);
  });

  test("is of the columns that were read as they were then said to be", async () => {
    log = join(folder, "log.csv");
    written(`decision_id,amount,net\n${Array.from({ length: 50 }, (_, n) => `${n},${n % 9},${n % 5}\n`).join("")}`);
    for (const columns of [{}, { amount: "segments.gross", net: "input.amount" }] as Record<string, string>[])
      for (let run = 0; run < 2; run++) expect(await report({ columns })).toBe(await report({ columns, kept: false }));
  });
});
