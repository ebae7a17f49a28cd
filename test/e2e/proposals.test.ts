import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { simulateCommand } from "../../src/cli/simulate.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";
import { runCommand } from "../support/run-command.ts";

const RACI = "governance/raci.yaml";
const STAGES = "governance/stages.yaml";
const NAME = `${AT.owner}/${AT.repo}`;

let acme: Acme;
/** The pull requests that were merged before: a policy, a vendor. */
let policy: number;
let vendor: number;
beforeAll(async () => {
  acme = await Acme.start({}, { "governance/raci.test.yaml": null });
  policy = await acme.propose("tom", "tie", { [POLICY]: moveThreshold });
  await acme.act.approve("maria", policy);
  await acme.act.review("ada", policy, "COMMENT", "No objection.");
  await acme.act.merge("tom", policy);
  vendor = await acme.propose("omar", "vendor", { "vendors/example-ai.md": "Another vendor.\n" });
  await acme.act.approve("petra", vendor);
  await acme.act.approve("ada", vendor);
  await acme.act.merge("omar", vendor);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await acme?.stop();
});

const accountable = (to: string) => (text: string) => text.replace("accountable: credit-manager", `accountable: ${to}`);

describe("changed rules are tried on the past in their own pull request", () => {
  test("another Accountable: whom it would have asked, beside whom today's chart asks", async () => {
    const number = await acme.propose("omar", "owner", { [RACI]: accountable("compliance") });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain("**These rules, tried on the past**");
    expect(comment).toContain(
      "Tried on the last 2 merged pull requests: 1 would have been asked of other people and 1 would have needed other answers.",
    );
    expect(comment).toContain(
      `| #${policy} | approved by maria | ada, maria | ada | ⏳ would have waited for ada (Accountable) |`,
    );
    expect((await acme.approvals(number)).title).toBe("Waiting for ada (Accountable)");
    const mark = acme.world.forge.requests.length;
    await acme.act.say("leo", number, "Interesting.");
    const again = acme.world.forge.requests.slice(mark).map(({ path }) => path);
    expect(again.filter((path) => /\/git\/blobs\/|\/members|collaborators/.test(path))).toEqual([]);
  });

  test("a file that nobody would answer for any more", async () => {
    const number = await acme.propose("omar", "gap", { [RACI]: (text) => text.replace('["vendors/**"]', "[]") });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain(
      `| #${vendor} | approved by petra | ada, petra | nobody | ⛔ Nobody answers for vendors/example-ai.md. |`,
    );
  });

  test("a role that nobody holds is said before anybody waits for it", async () => {
    const number = await acme.propose("omar", "stranger", {
      [RACI]: (text) => text.replace("credit-manager:   {users: [maria]", "credit-manager:   {users: [nobody-here]"),
    });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain("**Roles that leave somebody waiting**");
    expect(comment).toMatch(
      /- ⛔ credit-manager, asked for policy-change, .*nobody-here can no longer see this repository\./,
    );
    expect(comment).toContain("1 could not have been approved by anybody");
    expect((await acme.approvals(number)).title).toBe("Waiting for ada (Accountable)");
  });

  test("a chart that leaves nobody to change it cannot be merged", async () => {
    const number = await acme.propose("omar", "lock-out", {
      [RACI]: (text) => text.replace("compliance:       {users: [ada]", "compliance:       {users: [nobody-here]"),
    });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await acme.see.comment(number, COMMENT_MARK)).toMatch(
      /- `governance\/raci\.yaml:\d+:\d+` Nobody could change these rules any more: compliance/,
    );
  });

  test("gates: which replay tests would have come out otherwise", async () => {
    const number = await acme.propose("omar", "gates", {
      [STAGES]: (text) => text.replace('away_from_human: "<= 20"', 'away_from_human: "< 0"'),
    });
    const comment = await acme.see.comment(number, COMMENT_MARK);
    expect(comment).toContain(
      "Tried on 1 past promotions, demotions and replay tests: 1 would have come out otherwise.",
    );
    expect(comment).toMatch(new RegExp(`\\| #${policy} \\| replay mortgage \\| pass \\| fail \\| Away from human is`));
  });

  test("a pull request that changes no rules says nothing of it", async () => {
    expect(await acme.see.comment(policy, COMMENT_MARK)).not.toContain("tried on the past");
  });
});

describe("countersign simulate", () => {
  const raciFile = async (edit: (text: string) => string) => {
    const root = await acme.clone("root");
    const path = join(root.directory, "..", "proposed.yaml");
    await writeFile(path, edit(await acme.see.file(RACI)));
    return path;
  };

  test("reads the ledger of owner/repo and who is in its teams, with a token", async () => {
    vi.stubEnv("GITHUB_TOKEN", acme.world.token("root"));
    const raci = await raciFile((text) => text.replace("consulted: [compliance]", "consulted: [loan-officers]"));
    const api = ["--api-url", acme.world.credentials.baseUrl];
    const { status, stdout } = await runCommand(simulateCommand(), "--raci", raci, ...api, "--json", NAME);
    expect(status).toBe(0);
    const { changes } = JSON.parse(stdout).raci;
    expect(changes.map(({ pull }: { pull: number }) => pull)).toEqual([vendor, policy]);
    expect(changes[1].proposed).toMatchObject({ outcome: "waits", asked: ["maria", "olga"] });
    const none = await runCommand(simulateCommand(), "--raci", raci, ...api, "acme/none");
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("Not Found") });
  });

  test("says the same from a clone", async () => {
    const root = await acme.clone("root");
    await root.git("fetch", "--quiet", "origin");
    const raci = await raciFile((text) =>
      text.replace("credit-manager:   {users: [maria]", "credit-manager:   {users: [tom]"),
    );
    const { status, stdout } = await runCommand(simulateCommand(), "--raci", raci, root.directory);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`\\* #${policy} .*approved by maria +ada, maria +ada +Nobody can act as credit-manager`),
    );
  });
});

test("a role that nobody can act in any more becomes an issue for those who answer for governance, once", async () => {
  acme.world.forge.removeOrgMember({ org: AT.owner, login: "omar" });
  const main = { ...acme.lastPayload("push"), ref: "refs/heads/main" };
  for (let twice = 0; twice < 2; twice++) await acme.deliver("push", main);
  await acme.world.settled();
  const { data } = await acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:ownerless" });
  expect(data.map(({ title, assignees }) => [title, assignees?.map(({ login }) => login)])).toEqual([
    ["Nobody can act as operators", ["ada"]],
  ]);
  expect(data[0]?.body).toContain(
    "operators, asked for model-update, vendor-management, governance: omar can no longer see",
  );
});
