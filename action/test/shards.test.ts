import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { base, decision, loosened, policy, stages } from "./loans.ts";
import { Origin, type Run } from "./runner.ts";

const shares = 16;
const history = Array.from({ length: 2_000 }, (_, n) =>
  n % 97 === 0 ? "{broken\n" : decision(`case-${n}`, [0.3, 0.36, 0.36, 0.5][n % 4]!, n % 5 ? "approve" : "refer"),
).join("");

let origin: Origin;
let commits: { base: string; head: string };
let folder: string;
let parts: Run[];

const run = (inputs: Record<string, string>) => origin.run({ ...commits, inputs });

beforeAll(async () => {
  origin = new Origin({
    ...base,
    ...stages('away_from_human: "<= 500"'),
    "policies/loans/decisions/2025.ndjson": history,
    "policies/cards/policy.yaml": policy("< 0.2").replace("policy: loans", "policy: cards"),
  });
  const from = origin.git("rev-parse", "main");
  const head = origin.commit("head", {
    ...loosened,
    "policies/cards/policy.yaml": policy("< 0.3").replace("policy: loans", "policy: cards"),
  });
  commits = { base: from, head };
  folder = join(origin.folder, "parts");
  mkdirSync(folder);
  parts = [];
  for (let n = 1; n <= shares; n++) {
    const part = await run({ shard: `${n}/${shares}` });
    parts.push(part);
    copyFileSync(part.outputs.part!, join(folder, `part-${n}.json`));
  }
});

describe("the jobs of a matrix", () => {
  test("each count a share, and say nothing on the pull request", () => {
    for (const part of parts) expect(part).toMatchObject({ code: 0, checks: [], summary: "", left: "" });
  });

  test("together come to what one run says, byte for byte", async () => {
    const merged = await run({ parts: folder });
    const one = await run({});
    expect(one.checks[0]!.output.title).toMatch(
      /^2 policies changed: [\d,]+ of 1,984 past decisions flip \(inconclusive\)$/,
    );
    expect(merged).toMatchObject({ code: 1, checks: one.checks, summary: one.summary, outputs: one.outputs });
    expect(merged.git.join("\n")).not.toContain(
      origin.git("rev-parse", `${commits.base}:policies/loans/decisions/2025.ndjson`),
    );
  });
});

describe("a merge that cannot be whole is refused, with a check run that says no more than why", () => {
  /** The parts, after something was done to them. */
  async function merged(name: string, change: (folder: string) => void, inputs = {}) {
    const copy = join(origin.folder, name.replaceAll(" ", "-"));
    mkdirSync(copy);
    for (let n = 1; n <= shares; n++) copyFileSync(join(folder, `part-${n}.json`), join(copy, `part-${n}.json`));
    change(copy);
    const { code, checks, log } = await run({ parts: copy, ...inputs });
    expect({ code, checks }).toEqual({
      code: 1,
      checks: [
        expect.objectContaining({ conclusion: "failure", output: expect.objectContaining({ annotations: [] }) }),
      ],
    });
    expect(checks[0]!.output.title).toBe("The replay test could not be run");
    return log;
  }
  const edit = (folder: string, change: (text: string) => string) => {
    const file = join(folder, "part-3.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };

  test.each<[string, (folder: string) => void, RegExp]>([
    ["a part is missing", (folder) => rmSync(join(folder, "part-7.json")), /Shard 7 of 16 is missing/],
    [
      "a part stands twice",
      (folder) => copyFileSync(join(folder, "part-2.json"), join(folder, "part-20.json")),
      /part-20.json and part-2.json are both shard 2 of 16/,
    ],
    [
      "a count was edited",
      (folder) => edit(folder, (text) => text.replace('"count":', '"count":1')),
      /its sha256 does not/,
    ],
    ["a part was cut", (folder) => edit(folder, (text) => text.slice(0, -9)), /part-3.json is no part .* cut short/],
    [
      "a part is of another head",
      (folder) => edit(folder, (text) => text.replace(commits.head, "0".repeat(40))),
      /part-3.json is of [0-9a-f]{40}\.\.\.0{40}, not of/,
    ],
    [
      "a part answers another question",
      (folder) => edit(folder, (text) => text.replace('"<= 500"', '"<= 900"').replace("<= 500", "<= 900")),
      /part-3.json answers another question about policies\/cards\/policy.yaml/,
    ],
    ["there is no part", (folder) => rmSync(folder, { recursive: true }), /There is no part in/],
  ])("%s", async (name, change, message) => {
    expect(await merged(name, change)).toMatch(message);
  });

  test("it is no shard", async () => {
    expect(await run({ shard: "17/16" })).toMatchObject({ code: 1, log: expect.stringMatching(/write it as 3\/16/) });
    expect((await run({ shard: "1/2", parts: folder })).log).toMatch(/one counts, one merges/);
  });
});
