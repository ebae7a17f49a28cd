import { readFileSync } from "node:fs";
import { join } from "node:path";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { runCommand } from "../../test/support/run-command.ts";
import type { Diagnosis } from "../governance/doctor/index.ts";
import { doctorCommand } from "./doctor.ts";
import { packageRoot } from "./package-root.ts";

const read = (...path: string[]) => readFileSync(join(packageRoot, ...path), "utf8");
const manifest = parse(read("app.yml")) as { default_permissions: object; default_events: string[] };
const one = "/repos/acme/lending";

const ref = (include: string) => ({ conditions: { ref_name: { include: [include], exclude: [] } } });
const appOnly = { bypass_actors: [{ actor_type: "Integration", actor_id: 7, bypass_mode: "always" }] };
const types = (...names: string[]) => names.map((type) => ({ type }));
const required = (context: string, integration_id: number) => ({ context, integration_id });

const logins = (...names: string[]) => names.map((login) => ({ login }));

/** GitHub's answers on a repository that is set up by rulesets alone, as an owner of the organisation reads them. */
const healthy = (): Record<string, unknown> => ({
  [one]: { default_branch: "main" },
  "/orgs/acme/installations": {
    total_count: 1,
    installations: [
      {
        app_slug: "countersign",
        app_id: 7,
        permissions: manifest.default_permissions,
        events: manifest.default_events,
      },
    ],
  },
  "/apps/github-actions": { id: 15368 },
  [`${one}/rules/branches/main`]: [
    ...types("deletion", "non_fast_forward"),
    { type: "pull_request", parameters: { require_code_owner_review: false } },
    {
      type: "required_status_checks",
      parameters: {
        required_status_checks: [required("countersign/approvals", 7), required("countersign/replay", 15368)],
      },
    },
  ],
  [`${one}/rules/branches/governance-log`]: types("creation", "update", "deletion", "non_fast_forward"),
  [`${one}/git/ref/heads/governance-log`]: { object: { sha: "1".repeat(40) } },
  [`${one}/rulesets`]: [{ id: 1 }, { id: 2 }, { id: 3 }],
  [`${one}/rulesets/1`]: {
    name: "main",
    target: "branch",
    enforcement: "active",
    bypass_actors: [],
    ...ref("~DEFAULT_BRANCH"),
    rules: types("pull_request"),
  },
  [`${one}/rulesets/2`]: {
    name: "ledger",
    target: "branch",
    enforcement: "active",
    ...appOnly,
    ...ref("refs/heads/governance-log"),
    rules: types("creation", "update"),
  },
  [`${one}/rulesets/3`]: {
    name: "versions",
    target: "tag",
    enforcement: "active",
    ...appOnly,
    ...ref("refs/tags/*/v*"),
    rules: types("creation", "update", "deletion"),
  },
  [`${one}/collaborators`]: logins("maria", "tom", "petra", "leo", "ada", "omar", "olga"),
  "/orgs/acme/members": logins("petra", "leo"),
  "/orgs/acme/teams/loan-officers/members": logins("olga"),
  "/orgs/acme/teams/payables-clerks/members": logins("olga"),
  [`${one}/contents/governance/raci.yaml`]: read("policies-template", "governance", "raci.yaml"),
});

/** What is not among the answers is not there, or, of branches' classic protection, not set. */
async function examine(answers: Record<string, unknown>, ...args: string[]) {
  nock("https://api.github.com")
    .persist()
    .get(() => true)
    .reply((uri) => {
      const path = decodeURIComponent(uri.split("?")[0]!);
      if (path in answers) return [200, answers[path] as nock.Body];
      const message = path.endsWith("/protection") ? "Branch not protected" : "Not Found";
      return [404, { message }];
    });
  return runCommand(doctorCommand(), "acme/lending", ...args);
}

beforeEach(() => {
  vi.stubEnv("GITHUB_TOKEN", "a-token");
  vi.stubEnv("APP_ID", "");
});
afterEach(() => {
  nock.cleanAll();
  vi.unstubAllEnvs();
});

describe("countersign doctor", () => {
  test("finds nothing wrong with a repository that is set up by rulesets", async () => {
    const { status, stdout } = await examine(healthy());
    expect(stdout).toContain("Nothing is wrong with acme/lending.");
    expect(status).toBe(0);
  });

  test("lists as JSON who can pass, and is strict about it only when asked", async () => {
    const answers = healthy();
    const main = answers[`${one}/rulesets/1`] as object;
    answers[`${one}/rulesets/1`] = { ...main, bypass_actors: [{ actor_type: "OrganizationAdmin", actor_id: 1 }] };
    const { status, stdout } = await examine(answers, "--json");
    const { repository, findings } = JSON.parse(stdout) as { repository: string; findings: Diagnosis[] };
    expect(repository).toBe("acme/lending");
    expect(findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`)).toEqual([
      'warning bypass The ruleset "main" can be passed by owners of the organisation (leo, petra); each time will be recorded as a bypass.',
    ]);
    expect(status).toBe(0);
    expect((await examine(answers, "--strict")).status).toBe(1);
  });

  test("does not conclude from a bypass list that it may not see", async () => {
    const answers = healthy();
    for (const id of [1, 2, 3]) {
      const { bypass_actors: _, ...rest } = answers[`${one}/rulesets/${id}`] as { bypass_actors?: unknown };
      answers[`${one}/rulesets/${id}`] = rest;
    }
    const { status, stdout } = await examine(answers);
    expect(status).toBe(0);
    expect(stdout).toContain('Who can pass the ruleset "main": the token may not see its bypass list');
    expect(stdout).toContain("0 errors, 0 warnings, 1 not seen");
  });

  test("names the role that nobody holds any more", async () => {
    const answers = { ...healthy(), [`${one}/collaborators`]: logins("tom", "petra", "leo", "ada", "omar") };
    const { status, stdout } = await examine(answers);
    expect(status).toBe(1);
    expect(stdout).toContain("error role-nobody");
    expect(stdout).toContain("maria can no longer see this repository.");
  });

  test("reads CODEOWNERS where GitHub looks for it", async () => {
    const answers = { ...healthy(), [`${one}/contents/docs/CODEOWNERS`]: "/models/ @acme/platform\n" };
    const { stdout } = await examine(answers);
    expect(stdout).toContain("docs/CODEOWNERS asks @");
    expect(stdout).toContain("about models/**; the RACI chart holds @");
  });
});
