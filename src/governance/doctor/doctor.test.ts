import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadRaci } from "../config/load-raci.ts";
import type { RoleMembers } from "../members.ts";
import { type BranchRules, type Bypass, diagnose, type RepositorySettings, type Ruleset } from "./index.ts";

const chart = readFileSync(resolve(import.meta.dirname, "../../../policies-template/governance/raci.yaml"), "utf8");
const raci = loadRaci(chart).value!;
const wanted = { permissions: { contents: "write", members: "read" }, events: ["push", "issues"] };
const APP = 7;
const ACTIONS = 15368;
const bypass = { value: [{ type: "Integration", id: APP }] };

const branch: BranchRules = {
  pullRequest: true,
  codeOwners: false,
  checks: [
    { context: "countersign/approvals", app: APP },
    { context: "countersign/replay", app: ACTIONS },
  ],
  noForcePush: true,
  noDeletion: true,
  closed: false,
  adminsPass: false,
  pullRequestPass: [],
};
const ledger: BranchRules = { ...branch, pullRequest: false, checks: [], closed: true };
const tags: Ruleset = {
  name: "versions",
  target: "tag",
  active: true,
  include: ["refs/tags/*/v*"],
  exclude: [],
  rules: ["creation", "update", "deletion"],
  bypass,
  page: "https://github.com/acme/lending/rules/3",
};
const ledgerSet: Ruleset = { ...tags, name: "ledger", target: "branch", include: ["refs/heads/governance-log"] };

const healthy: RepositorySettings = {
  owner: "acme",
  repo: "lending",
  web: "https://github.com",
  defaultBranch: "main",
  installation: { value: { ...wanted, appId: APP } },
  actionsAppId: { value: ACTIONS },
  branch: { value: branch },
  ledger: { value: ledger },
  ledgerExists: { value: true },
  rulesets: { value: [tags, ledgerSet] },
  administrators: { value: ["maria", "root"] },
  codeOwners: { value: null },
  raci: { value: raci },
  members: { value: held() },
};

/** Everybody whom the chart names, one person in each team, and otherwise as given. */
function held(but: Record<string, Partial<RoleMembers>> = {}): Record<string, RoleMembers> {
  const members = Object.entries(raci.roles).map(([role, { users, teams }]) => {
    return [role, { people: [...users, ...teams], unseen: [], gone: [], ...but[role] }];
  });
  return Object.fromEntries(members);
}

const findings = (change: Partial<RepositorySettings>) => diagnose({ ...healthy, ...change }, wanted);
const codes = (change: Partial<RepositorySettings>) =>
  findings(change).map(({ severity, code }) => `${severity} ${code}`);

test("a repository that is set up as it should be has no findings", () => {
  expect(findings({})).toEqual([]);
});

describe("the app", () => {
  test("is not installed", () => {
    expect(codes({ installation: { value: null } })).toEqual(["error app-not-installed"]);
  });

  test("lost a permission, has one too low, is deaf to an event, and may do what it need not", () => {
    const installation = { appId: APP, permissions: { contents: "read", secrets: "read" }, events: ["push"] };
    const found = findings({ installation: { value: installation } });
    expect(found.map(({ message }) => message)).toEqual([
      "The app needs the permission contents: write, and has read.",
      "The app needs the permission members: read, and has none.",
      "The app is not told of issues: what happens there is only seen by the next sweep.",
      "The app has permissions that it does not need: secrets.",
    ]);
    expect(found[0]!.mend).toContain("https://github.com/organizations/acme/settings/installations");
  });
});

describe("the default branch", () => {
  const of = (change: Partial<BranchRules>) => ({ branch: { value: { ...branch, ...change } } });

  test("without any protection", () => {
    const open = of({ pullRequest: false, checks: [], noForcePush: false, noDeletion: false });
    expect(codes(open)).toEqual([
      "error no-pull-request",
      "error check-not-required",
      "error check-not-required",
      "error force-push",
      "error deletion",
    ]);
  });

  test.each([
    ["from anybody", null, "check-not-pinned"],
    ["from any app, as GitHub writes it with -1", -1, "check-not-pinned"],
    ["from another app", 8, "check-wrong-app"],
  ])("with the approvals required %s", (_, app, code) => {
    const checks = [{ context: "countersign/approvals", app }, branch.checks[1]!];
    expect(codes(of({ checks }))).toEqual([`error ${code}`]);
  });

  test("is mended by one command with the ids of both apps in it", () => {
    const { mend } = findings(of({ checks: [] }))[0]!;
    const [command, body] = mend!.split("\n") as [string, string];
    expect(command).toBe("gh api --method POST repos/acme/lending/rulesets --input - <<'EOF'");
    const { rules } = JSON.parse(body) as { rules: { type: string; parameters?: Record<string, unknown> }[] };
    expect(rules.find(({ type }) => type === "required_status_checks")?.parameters?.required_status_checks).toEqual([
      { context: "countersign/approvals", integration_id: APP },
      { context: "countersign/replay", integration_id: ACTIONS },
    ]);
  });

  test("on an Enterprise Server the command names the host", () => {
    const { mend } = findings({ ...of({ checks: [] }), web: "https://github.example.com" })[0]!;
    expect(mend).toContain("gh api --hostname github.example.com --method POST");
  });

  test("whose classic protection the token may not see is not called unprotected", () => {
    const found = findings(of({ pullRequest: false, classicUnseen: "GitHub answered 403." }));
    expect(found.map(({ severity }) => severity)).toEqual(["unseen"]);
    expect(found[0]!.message).toContain("Classic protection could not be seen: GitHub answered 403.");
  });

  describe("that somebody can pass it, by name", () => {
    const passable = (...actors: Bypass[]): Partial<RepositorySettings> => ({
      rulesets: {
        value: [
          tags,
          ledgerSet,
          {
            ...ledgerSet,
            name: "main",
            include: ["~DEFAULT_BRANCH"],
            rules: ["pull_request"],
            bypass: { value: actors },
          },
        ],
      },
    });

    test("administrators, by classic protection", () => {
      const [finding] = findings(of({ adminsPass: true }));
      expect(finding).toMatchObject({ severity: "warning", code: "bypass" });
      expect(finding!.message).toContain("main can be passed by administrators (maria, root); each time");
      expect(finding!.mend).toContain("https://github.com/acme/lending/settings/branches");
      const unseen = { administrators: { unseen: "GitHub answered 403." } };
      expect(findings({ ...of({ adminsPass: true }), ...unseen })[0]!.message).toContain(
        "administrators (who they are could not be seen: GitHub answered 403);",
      );
    });

    test("whom classic protection lets push without a pull request", () => {
      const [finding] = findings(of({ pullRequestPass: ["ben", "the team leads"] }));
      expect(finding!.message).toContain("main can be pushed to without a pull request by ben, the team leads;");
    });

    test.each<[Bypass, string]>([
      [{ type: "RepositoryRole", id: 5, people: { value: ["root"] } }, "administrators (root)"],
      [{ type: "RepositoryRole", id: 77 }, "holders of the role 77"],
      [{ type: "OrganizationAdmin", id: 1, people: { value: ["root"] } }, "owners of the organisation (root)"],
      [{ type: "Team", id: 12, name: "leads", people: { value: ["ben", "eve"] } }, "the team leads (ben, eve)"],
      [{ type: "Team", id: 12, name: "leads", people: { value: [] } }, "the team leads (nobody)"],
      [{ type: "Team", id: 12 }, "the team 12"],
      [{ type: "Integration", id: 9, name: "renovate" }, "the app renovate"],
      [{ type: "DeployKey", id: null, people: { value: ["mirror"] } }, "holders of a deploy key (mirror)"],
      [{ type: "User", id: 4, name: "ben" }, "ben"],
    ])("%o by a ruleset", (actor, name) => {
      const [finding, ...others] = findings(passable(actor));
      expect(others).toEqual([]);
      expect(finding!.message).toContain(`The ruleset "main" can be passed by ${name}; each time`);
      expect(finding!.mend).toBe("https://github.com/acme/lending/rules/3 (Bypass list)");
    });

    test("of very many, the first", () => {
      const people = { value: Array.from({ length: 25 }, (_, index) => `p${index}`) };
      const [finding] = findings(passable({ type: "RepositoryRole", id: 4, people }));
      expect(finding!.message).toContain("p19, 5 more)");
    });
  });
});

describe("ledger and tags", () => {
  test("can be rewritten, and written by anybody", () => {
    const open = { ...ledger, noForcePush: false, noDeletion: false, closed: false };
    expect(codes({ ledger: { value: open } })).toEqual(["error ledger-open", "error ledger-writable"]);
  });

  test.each<[string, Ruleset[]]>([
    ["no ruleset", []],
    ["one that is switched off", [{ ...tags, active: false }]],
    ["one for other tags", [{ ...tags, include: ["refs/tags/v*"] }]],
    ["one that leaves them out", [{ ...tags, include: ["~ALL"], exclude: ["refs/tags/*/v*"] }]],
    ["one that lets them be moved", [{ ...tags, rules: ["creation", "deletion"] }]],
  ])("version tags with %s", (_, rulesets) => {
    expect(codes({ rulesets: { value: rulesets } })).toEqual(["error tags-open"]);
  });

  test("that the app itself cannot write", () => {
    const locked = { ...tags, bypass: { value: [] } };
    expect(codes({ rulesets: { value: [locked, ledgerSet] } })).toEqual(["error app-locked-out"]);
  });

  test("there is no ledger yet", () => {
    expect(codes({ ledgerExists: { value: false } })).toEqual(["warning no-ledger"]);
  });
});

describe("CODEOWNERS", () => {
  const of = (text: string) => ({ codeOwners: { value: { path: ".github/CODEOWNERS", text } } });
  const kinds = (text: string) => findings(of(text)).map(({ mend }) => /Take (\S+) out/.exec(mend!)?.[1]);

  test("that asks the accountable, or nobody, is fine", () => {
    expect(findings(of("*.ts @tom\n# policies @tom\npolicies/ @Maria"))).toEqual([]);
    expect(findings(of("* @tom\n*"))).toEqual([]);
  });

  test("that asks others conflicts; the last matching pattern counts", () => {
    expect(kinds("* @maria @petra @ada\n/policies/*/policy.yaml @acme/platform")).toEqual(["policies/*/policy.yaml"]);
    expect(kinds("policies/ @tom\n/policies/ @maria")).toEqual([]);
  });

  test("is an error only where code owners must review", () => {
    const text = "/models/ @tom";
    expect(codes(of(text))).toEqual(["warning code-owners-conflict"]);
    const required = { branch: { value: { ...branch, codeOwners: true } } };
    expect(codes({ ...of(text), ...required })).toEqual(["error code-owners-conflict"]);
  });
});

test("what cannot be seen is said, and nothing is concluded from it", () => {
  const unseen = { unseen: "GitHub answered 403." };
  const all = Object.fromEntries(
    ["installation", "actionsAppId", "branch", "ledger", "ledgerExists", "rulesets", "codeOwners", "raci"].map(
      (key) => [key, unseen],
    ),
  );
  const found = findings(all);
  expect(found).toHaveLength(8);
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["unseen"]));
});

test("a default branch without a chart can approve nothing", () => {
  expect(codes({ raci: { value: null } })).toEqual(["error no-chart"]);
});

describe("the roles of the chart", () => {
  const roles = (but: Record<string, Partial<RoleMembers>>) => findings({ members: { value: held(but) } });

  test("that nobody holds any more are an error, before anybody waits for them", () => {
    expect(roles({ "credit-manager": { people: [], gone: ["maria"] } })).toMatchObject([
      {
        severity: "error",
        code: "role-nobody",
        message: expect.stringMatching(/^credit-manager, asked for policy-change, .*: maria can no longer see/),
        mend: "https://github.com/acme/lending/edit/main/governance/raci.yaml",
      },
    ]);
  });

  test("whose team nobody can see, or who stand alone with their own work", () => {
    expect(roles({ compliance: { people: [], unseen: ["acme/law"] } }).map(({ code }) => code)).toEqual([
      "role-team-unseen",
    ]);
    const own = roles({ operators: { people: ["omar", "ada"] } });
    expect(own.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["warning role-own-work"]);
  });

  test("are not judged by what could not be seen", () => {
    expect(codes({ members: { unseen: "no" } })).toEqual(["unseen members"]);
  });
});
