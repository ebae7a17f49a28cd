import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../../test/support/run-command.ts";
import { checkCommand } from "./check.ts";
import { initCommand } from "./init.ts";

let folder: string;
const init = (...args: string[]) => runCommand(initCommand(), ...args);
const read = (path: string) => readFileSync(join(folder, path), "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("countersign init", () => {
  test("lays down a repository in which check finds nothing, and says what to do next", async () => {
    const target = join(folder, "new/repository");
    const { status, stdout } = await init(target);
    expect(status).toBe(0);
    expect(stdout).toContain("created governance/raci.yaml");
    expect(stdout).toContain(`countersign check ${target}`);
    expect(existsSync(join(target, ".github/workflows/replay-test.yml"))).toBe(true);
    expect((await runCommand(checkCommand(), target)).stdout).toContain("Nothing is wrong.");
  });

  test("never touches a file that is there", async () => {
    writeFileSync(join(folder, "README.md"), "mine");
    const { kept, created } = JSON.parse((await init(folder, "--json")).stdout);
    expect(kept).toEqual(["README.md"]);
    expect(created).toContain("policies/mortgage/policy.yaml");
    expect(read("README.md")).toBe("mine");
    const again = JSON.parse((await init(folder, "--json")).stdout);
    expect(again.created).toEqual([]);
    expect((await init(folder)).stdout).toContain("left as they are");
  });

  test("puts people into roles", async () => {
    await init(folder, "--role", "credit-manager=jane,acme/leads", "--role", "compliance=@bob");
    expect(read("governance/raci.yaml")).toContain("credit-manager:   {users: [jane], teams: [acme/leads], says:");
    expect(read("governance/raci.yaml")).toContain("compliance:       {users: [bob], says:");
    expect((await runCommand(checkCommand(), folder)).status).toBe(0);
  });

  test.each([
    ["a role that is not there", ["--role", "credit-manger=jane"], 'Did you mean "credit-manager"?'],
    ["a name that cannot be one", ["--role", "compliance=j doe"], "a GitHub user name"],
    ["half a role", ["--role", "compliance"], "Write it as role=people"],
  ])("%s is refused, and nothing is written", async (_, args, message) => {
    const { status, stderr } = await init(folder, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, "README.md"))).toBe(false);
  });

  test("people cannot be put into a chart that is there already", async () => {
    await init(folder);
    rmSync(join(folder, "README.md"));
    const { status, stderr } = await init(folder, "--role", "compliance=bob");
    expect(status).toBe(2);
    expect(stderr).toContain("edit it instead");
    expect(existsSync(join(folder, "README.md"))).toBe(false);
  });

  test("a chart that is there already gets no examples of other people's roles", async () => {
    await init(folder);
    for (const file of ["raci.test.yaml", "stages.yaml"]) rmSync(join(folder, "governance", file));
    await init(folder);
    expect(existsSync(join(folder, "governance/stages.yaml"))).toBe(true);
    expect(existsSync(join(folder, "governance/raci.test.yaml"))).toBe(false);
  });
});
