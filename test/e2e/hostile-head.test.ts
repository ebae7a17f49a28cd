import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const WORKFLOW = ".github/workflows/replay-test.yml";
const folder = mkdtempSync(join(tmpdir(), "countersign-canary-"));
/** Appears when the runner executes anything of the head. */
const canary = join(folder, "sang");

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(async () => {
  await acme?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("on pull_request_target the base's workflow runs, and nothing of a head that is full of traps", async () => {
  const trap = (text: string) => text.replace(/steps:\n/, `steps:\n      - run: touch ${canary}\n`);
  const number = await acme.propose("tom", "traps", {
    [POLICY]: moveThreshold,
    [WORKFLOW]: trap,
    ".github/workflows/own.yml": `on: pull_request_target\njobs:\n  own:\n    runs-on: ubuntu-latest\n    steps:\n      - run: touch ${canary}\n`,
    ".gitmodules": `[submodule "evil"]\n\tpath = evil\n\turl = ext::sh -c "touch ${canary}"\n`,
    ".gitattributes": "* filter=evil export-subst\n",
    ".npmrc": "script-shell=./evil.sh\n",
    "package.json": JSON.stringify({ scripts: { preinstall: `touch ${canary}`, prepare: `touch ${canary}` } }),
    "evil.sh": `#!/bin/sh\ntouch ${canary}\n`,
    "action/action.yml": "runs: {using: node24, main: evil.mjs}\n",
    "action/evil.mjs": `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(canary)}, "");\n`,
  });
  const runs = acme.world.forge.runner.runs().filter(({ event }) => event === "pull_request_target");
  expect(runs.map(({ workflow, conclusion }) => [workflow, conclusion])).toEqual([[WORKFLOW, "success"]]);
  expect(existsSync(canary)).toBe(false);
  const replay = await acme.see.check(number, "countersign/replay");
  expect(replay).toMatchObject({ conclusion: "success", app: { slug: "github-actions" } });
  expect(replay?.output.title).toMatch(/^\d+ of 400 past decisions flip/);
  expect((await acme.approvals(number)).summary).toMatch(/\| Accountable \|[^\n]+\| governance \|$/m);
});

test("the trap works: once that workflow is on the default branch, it springs", async () => {
  acme.world.forge.protectBranch({ owner: "acme", repo: "decisions", branch: "main" });
  const root = await acme.clone("root");
  await root.git("fetch", "--quiet", "origin", "traps");
  await root.git("push", "--quiet", "origin", "FETCH_HEAD:refs/heads/main");
  await acme.world.settled();
  await acme.propose("tom", "later", { "docs/later.md": "Later\n" });
  expect(existsSync(canary)).toBe(true);
});
