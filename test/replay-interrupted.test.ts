import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../src/cli/package-root.ts";
import { policyText } from "./support/policy-text.ts";

// `npm ci` builds; without a build there is no command to try.
const built = existsSync(join(packageRoot, "dist/cli/main.js"));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-interrupted-"));
  for (const [name, test] of [
    ["base.yaml", "< 5"],
    ["head.yaml", "< 6"],
  ] as const)
    writeFileSync(
      join(folder, name),
      policyText({ inputs: "{amount: {type: number}}", rules: [`when: {amount: '${test}'}, then: pay`] }),
    );
  const line = (n: number) => `{"decision_id":"${n}","input":{"amount":${n % 10}}}\n`;
  writeFileSync(join(folder, "log.ndjson"), Array.from({ length: 1_000_000 }, (_, n) => line(n)).join(""));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (stdout: "pipe" | number, ...options: string[]): ChildProcess =>
  spawn(
    process.execPath,
    [
      join(packageRoot, "bin/countersign.js"),
      "replay",
      "--base",
      "base.yaml",
      "--head",
      "head.yaml",
      "--log",
      ...options,
    ],
    { cwd: folder, stdio: ["pipe", stdout, "pipe"], env: { ...process.env, COUNTERSIGN_CACHE: join(folder, "cache") } },
  );

async function ended(child: ChildProcess) {
  const text = { out: "", err: "" };
  child.stdout?.on("data", (chunk) => (text.out += chunk));
  child.stderr?.on("data", (chunk) => (text.err += chunk));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.once("close", (...how) => done(how)),
  );
  return { code, signal, ...text };
}

const whole = async (log: string) => JSON.parse((await ended(start("pipe", log, "--json", "--no-cache"))).out);
const left = () => readdirSync(folder).filter((name) => name.endsWith(".tmp"));

describe.skipIf(!built)("a replay that cannot come to its end", () => {
  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "by %s leaves what was there, and the next run is whole",
    async (signal) => {
      writeFileSync(join(folder, "report.json"), "of yesterday");
      // Once standard input takes more than a pipe holds the run has begun, and it goes on for as long as nobody ends the input.
      const child = start("pipe", "-", "--out", "report.json");
      const end = ended(child);
      await new Promise((taken) =>
        child.stdin!.write('{"decision_id":"x","input":{"amount":1}}\n'.repeat(10_000), taken),
      );
      child.kill(signal);
      const { out, err, ...how } = await end;
      expect(how).toEqual({ code: null, signal });
      expect(out).toBe("");
      if (signal !== "SIGKILL")
        expect(err).toContain(
          `Stopped by ${signal} before all records were decided: there is no result; report.json is as it was.`,
        );
      expect(readFileSync(join(folder, "report.json"), "utf8")).toBe("of yesterday");
      expect(left()).toEqual([]);
    },
  );

  test("by a kill at any moment, of threads that write to the cache, is as if it had never been", async () => {
    const report = await whole("log.ndjson");
    for (const after of [200, 400, 700, 1200]) {
      const child = start("pipe", "log.ndjson", "--threads", "2", "--out", "killed.json");
      const end = ended(child);
      await new Promise((later) => setTimeout(later, after));
      child.kill("SIGKILL");
      await end;
      if (existsSync(join(folder, "killed.json")))
        expect(JSON.parse(readFileSync(join(folder, "killed.json"), "utf8"))).toEqual(report);
    }
    const { out } = await ended(start("pipe", "log.ndjson", "--json", "--threads", "2"));
    expect(JSON.parse(out)).toEqual(report);
  });

  test.skipIf(!existsSync("/dev/full"))("for want of room on the disk exits with 2 and says so", async () => {
    const full = openSync("/dev/full", "w");
    expect(await ended(start(full, "log.ndjson", "--json"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("the output cannot be written: ENOSPC: no space left on device"),
    });
    closeSync(full);
    expect(await ended(start("pipe", "log.ndjson", "--out", "/dev/full"))).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("/dev/full cannot be written: ENOSPC: no space left on device"),
    });
  });

  test("for want of a folder to write to exits with 2, and nothing is left", async () => {
    expect(await ended(start("pipe", "log.ndjson", "--out", "none/report.json"))).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("none/report.json cannot be written: ENOENT"),
    });
  });

  test("by a cache that cannot be written comes to its end all the same, with a warning", async () => {
    writeFileSync(join(folder, "no-folder"), "");
    const child = spawn(
      process.execPath,
      [
        join(packageRoot, "bin/countersign.js"),
        "replay",
        "--base",
        "base.yaml",
        "--head",
        "head.yaml",
        "--log",
        "log.ndjson",
        "--json",
      ],
      { cwd: folder, stdio: "pipe", env: { ...process.env, COUNTERSIGN_CACHE: join(folder, "no-folder") } },
    );
    const { code, out, err } = await ended(child);
    expect(code).toBe(0);
    expect(err).toMatch(/^The cache .*no-folder cannot be written: .*\n$/);
    expect(JSON.parse(out)).toEqual(await whole("log.ndjson"));
  });

  test("with a reader that has seen enough, it ends with the code of its verdict", async () => {
    writeFileSync(join(folder, "malformed.ndjson"), "no record\n");
    const child = start("pipe", "malformed.ndjson", "--json");
    child.stdout!.destroy();
    expect(await ended(child)).toEqual({ code: 1, signal: null, out: "", err: "" });
  });
});
