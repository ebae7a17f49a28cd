import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../src/cli/package-root.ts";
import { policyText } from "./support/policy-text.ts";

// `npm ci` builds; without a build there is no command to try.
const built = existsSync(join(packageRoot, "dist/cli/main.js"));

/** What happens to a thread, in a module that it loads before anything else. */
const deaths = {
  "ends before it is asked": ["process.exit(0);", /A thread of the replay ended early, with code 0\./],
  "ends while it counts": [
    "setTimeout(() => process.exit(7), 150);",
    /A thread of the replay ended early, with code 7\./,
  ],
  "cannot be loaded": ['throw new Error("no such module");', /A thread of the replay failed: no such module/],
  "throws where nobody catches": [
    'setTimeout(() => { throw new Error("out of nowhere"); }, 150);',
    /A thread of the replay failed: out of nowhere/,
  ],
  "has no memory left": [
    "setTimeout(() => { const all = []; for (;;) all.push(new Array(1e6).fill({})); }, 50);",
    /A thread of the replay failed: .*memory/,
  ],
} as const;

describe.skipIf(!built)("when a thread of a replay", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-thread-dies-"));
    for (const [name, test] of [
      ["base.yaml", "< 5"],
      ["head.yaml", "< 6"],
    ] as const)
      writeFileSync(
        join(folder, name),
        policyText({ inputs: "{amount: {type: number}}", rules: [`when: {amount: '${test}'}, then: pay`] }),
      );
    const line = (n: number) => `{"decision_id":"${n}","input":{"amount":${n % 10}},"note":"${"x".repeat(100)}"}\n`;
    writeFileSync(join(folder, "log.ndjson"), Array.from({ length: 600_000 }, (_, n) => line(n)).join(""));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(Object.entries(deaths))("%s, the replay ends with 2, says so, and leaves what was there", (_, death) => {
    const [body, message] = death;
    const module = join(folder, "die.mjs");
    writeFileSync(module, `import { isMainThread } from "node:worker_threads";\nif (!isMainThread) {\n${body}\n}\n`);
    writeFileSync(join(folder, "report.json"), "of yesterday");
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...["--max-old-space-size=200", "--import", pathToFileURL(module).href],
        ...[join(packageRoot, "bin/countersign.js"), "replay", "--base", "base.yaml", "--head", "head.yaml"],
        ...["--log", "log.ndjson", "--threads", "2", "--no-cache", "--json", "--out", "report.json"],
      ],
      { cwd: folder, encoding: "utf8", timeout: 60_000 },
    );
    expect({ status, signal, stdout }).toEqual({ status: 2, signal: null, stdout: "" });
    expect(stderr).toMatch(message);
    expect(readFileSync(join(folder, "report.json"), "utf8")).toBe("of yesterday");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
