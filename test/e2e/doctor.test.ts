import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { doctorCommand } from "../../src/cli/doctor.ts";
import type { Diagnosis } from "../../src/governance/doctor/index.ts";
import { Acme } from "../support/acme.ts";
import { runCommand } from "../support/run-command.ts";

const NAME = `${AT.owner}/${AT.repo}`;
let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await acme?.stop();
});
beforeEach(() => {
  vi.stubEnv("GITHUB_TOKEN", acme.world.token("root"));
  vi.stubEnv("APP_ID", String(acme.world.credentials.appId));
  vi.stubEnv("PRIVATE_KEY", acme.world.credentials.privateKey);
});

const examine = async (...args: string[]) => {
  const { status, stdout, stderr } = await runCommand(
    doctorCommand(),
    ...[NAME, "--api-url", acme.world.credentials.baseUrl, ...args],
  );
  return { status, stdout, stderr };
};
const found = async (): Promise<string[]> => {
  const { findings } = JSON.parse((await examine("--json")).stdout) as { findings: Diagnosis[] };
  return findings.map(({ severity, code }) => `${severity} ${code}`);
};
const protect = (requiredChecks: { context: string; appId?: number }[], requirePullRequest = true) =>
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest, requiredChecks });

const actionsId = async () =>
  (await acme.world.as("root").rest.apps.getBySlug({ app_slug: "github-actions" })).data!.id;

describe("countersign doctor", () => {
  test("finds the ledger open and a check that anybody may set, prints what mends them, and exits with 1", async () => {
    const { status, stdout } = await examine();
    expect(status).toBe(1);
    expect(stdout).toContain("countersign/replay is required from anybody: whoever can set a status can forge it.");
    expect(stdout).toContain("The ledger, governance-log, can be rewritten and deleted.");
    const host = new URL(acme.world.forge.url).host;
    expect(stdout).toContain(`gh api --hostname ${host} --method POST repos/${NAME}/rulesets --input - <<'EOF'\n{`);
    expect(stdout).toMatch(/\n\d errors?, \d warnings?, \d not seen\n$/);
  });

  test("finds nothing on a default branch whose checks are pinned to the right apps", async () => {
    const { appId } = acme.world.app;
    protect([
      { context: "countersign/approvals", appId },
      { context: "countersign/replay", appId: await actionsId() },
    ]);
    const findings = await found();
    expect(findings.filter((it) => /check|pull-request|app-|permission|event/.test(it))).toEqual([]);
  });

  test("finds the wrong app pinned, a check that is not required, and pushes past pull requests", async () => {
    protect([{ context: "countersign/approvals", appId: await actionsId() }], false);
    expect(await found()).toEqual(
      expect.arrayContaining(["error no-pull-request", "error check-wrong-app", "error check-not-required"]),
    );
  });

  test("names the administrators who can pass the protection, and where that is mended", async () => {
    const { appId } = acme.world.app;
    const requiredChecks = [{ context: "countersign/approvals", appId }];
    acme.world.forge.protectBranch({
      ...AT,
      branch: "main",
      requirePullRequest: true,
      requiredChecks,
      bypass: ["root"],
    });
    const { stdout } = await examine();
    expect(stdout).toContain(
      "The protection of main can be passed by administrators (root); each time will be recorded as a bypass.\n" +
        `  ${acme.world.forge.url}/${NAME}/settings/branches (Do not allow bypassing the above settings)`,
    );
  });

  test("with the eyes of somebody who may not see, says what it could not see", async () => {
    vi.stubEnv("GITHUB_TOKEN", acme.world.token("audrey"));
    vi.stubEnv("APP_ID", "");
    const { findings } = JSON.parse((await examine("--json")).stdout) as { findings: Diagnosis[] };
    const unseen = findings.filter(({ severity }) => severity === "unseen");
    expect(unseen.map(({ code }) => code)).toEqual(expect.arrayContaining(["app", "rulesets"]));
    expect(unseen.find(({ code }) => code === "app")?.message).toContain("the token may not look there");
    // The branch's rules are public; the classic protection is not, so what they lack is not called missing.
    expect(unseen.some(({ code }) => code === "ledger-open")).toBe(true);
  });

  test("notices that the app was taken away its permissions", async () => {
    const other = acme.world.forge.registerApp({
      manifest: { name: "Weak", default_permissions: { contents: "read" }, default_events: ["push"] },
      webhookUrl: null,
      owner: AT.owner,
    });
    vi.stubEnv("APP_ID", String(other.appId));
    vi.stubEnv("PRIVATE_KEY", other.privateKey);
    expect(await found()).toContain("error app-not-installed");
    acme.world.forge.installApp({ appId: other.appId, owner: AT.owner, repositories: [AT.repo] });
    expect(await found()).toEqual(expect.arrayContaining(["error permission-lacking", "error event-lacking"]));
  });

  test.each([
    ["a name without an owner", ["lending"], "write owner/repo"],
    ["an address that is none", [NAME, "--api-url", "somewhere"], "is no URL"],
  ])("exits with 2 for %s", async (_, args, message) => {
    const { status, stderr } = await runCommand(doctorCommand(), ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test("exits with 2 without a token, and for a repository that is not there", async () => {
    const { status, stderr } = await runCommand(
      doctorCommand(),
      "acme/none",
      "--api-url",
      acme.world.credentials.baseUrl,
    );
    expect(status).toBe(2);
    expect(stderr).toContain("cannot read acme/none: Not Found");
    vi.stubEnv("GITHUB_TOKEN", "");
    expect((await examine()).stderr).toContain("GITHUB_TOKEN is not set");
  });
});
