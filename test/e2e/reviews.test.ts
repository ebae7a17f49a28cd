import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batch } from "../../src/cli/demo/records.ts";
import { AT, OWNER } from "../../src/cli/demo/world.ts";
import { packageRoot } from "../../src/cli/package-root.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

const RACI = "governance/raci.yaml";
const PAYABLES = "policies/accounts-payable/policy.yaml";
const MODEL = "models/application-reader.yaml";

// Lending is a team without members of its own: those of its child teams hold the role.
const chart = readFileSync(join(packageRoot, "policies-template", RACI), "utf8").replace(
  "credit-manager:   {users: [maria]",
  "credit-manager:   {teams: [lending]",
);

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start({}, { [RACI]: chart });
  acme.world.forge.createTeam({ org: OWNER, slug: "lending", members: [] });
  acme.world.forge.createTeam({ org: OWNER, slug: "home-lending", parent: "lending", members: ["maria"] });
  acme.world.forge.createTeam({ org: OWNER, slug: "seniors", parent: "home-lending", members: ["omar"] });
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: false, requiredChecks: [] });
});
afterAll(() => acme?.stop());

const state = async (number: number) => (await acme.approvals(number)).state;
const title = async (number: number) => (await acme.approvals(number)).title;
const reviews = async (pull_number: number, person: string) => {
  const { data } = await acme.world.as("root").rest.pulls.listReviews({ ...AT, pull_number });
  return data.filter(({ user }) => user?.login === person);
};
const comment = (number: number) => acme.see.comment(number, COMMENT_MARK);

describe("one pull request for two policies and a model, of a chart with nested teams", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "many", {
      [POLICY]: (text) => text.replace("seriously late", "very late"),
      [PAYABLES]: (text) => text.replace("accountable: payables-manager", "accountable: payables-manager # petra"),
      [MODEL]: (text) => text.replace("provider: ", "provider: Another "),
    });
  });

  test("asks for the roles of each, by name", async () => {
    const text = await comment(number);
    const both = "model-update; policy-change of mortgage";
    expect(text).toContain(`| Accountable | credit-manager | maria, omar | has not approved yet | ${both} |`);
    expect(text).toContain("- **maria** as Accountable for model-update, policy-change of mortgage");
    expect(text).toContain("- **petra** as Accountable for policy-change of accounts-payable");
  });

  test("members of a team's child, and of its child's child, hold its role", async () => {
    expect(await comment(number)).toMatch(/\| ⏳ \| Accountable \| credit-manager \| maria, omar \|/);
  });

  test("an answer for one of them is none for the others", async () => {
    for (const person of ["maria", "ada", "leo", "omar"]) await acme.act.approve(person, number);
    expect(await title(number)).toMatch(/^Waiting for petra \(Accountable\)/);
  });
});

describe("reviews stand as GitHub shows them", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "words", { [POLICY]: (text) => text.replace("seriously late", "badly late") });
    await acme.act.approve("maria", number);
    await acme.act.approve("ada", number);
  });

  test("edited: the answer stays, and nothing is written anew", async () => {
    expect(await state(number)).toBe("success");
    const [review] = await reviews(number, "maria");
    const mark = acme.world.forge.requests.length;
    await acme.world.as("maria").rest.pulls.updateReview({
      ...AT,
      pull_number: number,
      review_id: review!.id,
      body: "On second thought, I am not sure.",
    });
    await acme.world.settled();
    expect(await state(number)).toBe("success");
    expect(acme.writesSince(mark).filter((write) => !/reviews/.test(write))).toEqual([]);
  });

  test("superseded: the last word of a person counts, either way", async () => {
    await acme.act.review("maria", number, "REQUEST_CHANGES", "Wait.");
    expect(await state(number)).toBe("action_required");
    expect(await comment(number)).toContain("maria asked for changes.");
    await acme.act.approve("maria", number);
    expect(await state(number)).toBe("success");
  });

  test("a comment afterwards takes nothing back", async () => {
    await acme.act.review("maria", number, "COMMENT", "By the way …");
    expect(await state(number)).toBe("success");
  });

  test("dismissed: it is gone, and an older one does not come back for it", async () => {
    const approval = (await reviews(number, "maria")).findLast((review) => review.state === "APPROVED")!;
    await acme.world.as("root").rest.pulls.dismissReview({
      ...AT,
      pull_number: number,
      review_id: approval.id,
      message: "Given by mistake.",
    });
    await acme.world.settled();
    expect(await state(number)).toBe("in_progress");
    expect(await comment(number)).toContain("- maria: the review was dismissed");
  });
});

describe("an approval is for content and for the flips that were shown", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "moved", { [POLICY]: moveThreshold });
    for (const person of ["maria", "ada"]) await acme.act.approve(person, number);
    const root = await acme.clone("root");
    await root.write({ "docs/elsewhere.md": "Elsewhere.\n" });
    await root.push("main", "Elsewhere");
    await acme.world.settled();
  });

  test("a rebase keeps it", async () => {
    expect(await state(number)).toBe("success");
    const tom = await acme.clone("tom");
    await tom.git("fetch", "--quiet", "origin", "moved");
    await tom.git("checkout", "--quiet", "-B", "moved", "FETCH_HEAD");
    await tom.git("rebase", "--quiet", "origin/main");
    await tom.git("push", "--quiet", "--force", "origin", "moved");
    await acme.world.settled();
    expect(await state(number)).toBe("success");
  });

  test("decisions on record that flip otherwise ask again, though no byte of the change is another", async () => {
    const records = batch(await acme.see.file(POLICY), { version: "1.0.0", stage: "assist", count: 200, seed: 77 });
    const root = await acme.clone("root");
    await root.write({ "policies/mortgage/decisions/more.ndjson": records });
    await root.push("main", "More decisions");
    await acme.world.settled();
    await acme.world.as("tom").rest.pulls.updateBranch({ ...AT, pull_number: number });
    await acme.world.settled();
    expect(await title(number)).toBe("Waiting for maria or omar (Accountable) and ada (Consulted)");
    expect(await comment(number)).toContain("- maria: the replay test now flips other decisions than it showed at");
    for (const person of ["maria", "ada"]) await acme.act.approve(person, number);
    expect(await state(number)).toBe("success");
  });
});
