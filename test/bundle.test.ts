import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkCommand } from "../src/cli/check.ts";
import { runCommand } from "./support/run-command.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "countersign-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

// The bundle has its schemas compiled beforehand, where the sources compile them as they go.
test.skipIf(!existsSync(join(root, "dist/bundle")))(
  "the bundled program finds the mistakes that the sources find",
  async () => {
    cpSync(join(root, "policies-template"), folder, { recursive: true });
    for (const file of ["governance/raci.yaml", "governance/stages.yaml"])
      appendFileSync(join(folder, file), "\nsurprise: [1]\n");
    const [policy] = readdirSync(join(folder, "policies")).map((id) => join(folder, "policies", id, "policy.yaml"));
    writeFileSync(
      policy!,
      readFileSync(policy!, "utf8")
        .replace(/^title: .*$/m, "titel: x")
        .replace(/^accountable: .*$/m, "accountable: [A, 7]"),
    );

    const fromSources = await runCommand(checkCommand(), folder, "--json");
    const bundled = spawnSync(process.execPath, [join(root, "bin/countersign.js"), "check", folder, "--json"], {
      encoding: "utf8",
    });
    expect(bundled.stderr).toBe(fromSources.stderr);
    expect(JSON.parse(bundled.stdout)).toEqual(JSON.parse(fromSources.stdout));
    expect(bundled.status).toBe(1);
    expect(fromSources.stdout.match(/"unknown-key"/g)?.length).toBe(3);
    expect(fromSources.stdout).toContain('"wrong-type"');
  },
);
