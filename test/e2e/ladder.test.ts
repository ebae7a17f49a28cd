import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Batch, batch, SAMPLES } from "../../src/cli/demo/records.ts";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, POLICY } from "../support/acme.ts";

const RELEASE = "policies/mortgage/release.yaml";

let acme: Acme;
beforeAll(async () => {
  // Nothing is live yet: the newest version, 1.0.0, is in audit.
  acme = await Acme.start({}, { [RELEASE]: null, [SAMPLES]: null });
});
afterAll(() => acme?.stop());

const proposals = async (verb: string) =>
  (await acme.see.openPulls())
    .filter(({ head }) => head.ref.startsWith(`countersign/${verb}/`))
    .map(({ number, title, body }) => ({ number, title, body }));

/** Decision records reach the default branch by an approved pull request, like everything that counts. */
const deliverRecords = async (name: string, wanted: Omit<Batch, "version" | "stage">) => {
  const records = batch(await acme.see.file(POLICY), { version: "1.0.0", stage: "audit", ...wanted });
  const number = await acme.propose("omar", `records-${name}`, {
    [`policies/mortgage/decisions/${name}.ndjson`]: records,
  });
  await acme.act.approve("maria", number);
  await acme.act.merge("omar", number);
};

const approveAndMerge = async (number: number) => {
  for (const person of ["omar", "maria", "ada"]) await acme.act.approve(person, number);
  return acme.act.merge("maria", number);
};

describe("a policy climbs on evidence and falls by one command", () => {
  test("a handful of decisions proves nothing: no promotion", async () => {
    await deliverRecords("few", { count: 50, seed: 7 });
    expect(await proposals("promote")).toEqual([]);
  });

  test("enough of them, and the bot proposes assist, with the figures", async () => {
    await deliverRecords("many", { count: 400, seed: 8 });
    const [proposal] = await proposals("promote");
    expect(proposal?.title).toBe("Promote mortgage 1.0.0 to assist");
    expect(proposal?.body).toContain("| ✅ |");
  });

  test("it is not proposed twice", async () => {
    await deliverRecords("more", { count: 10, seed: 9 });
    expect(await proposals("promote")).toHaveLength(1);
  });

  test("merging it is the promotion: release.yaml says so, and the ledger", async () => {
    const [proposal] = await proposals("promote");
    const merged = await approveAndMerge(proposal!.number);
    expect(await acme.see.file(RELEASE)).toContain("version: 1.0.0\nstage: assist\n");
    const [newest] = await acme.ledger();
    expect(newest).toMatch(/^mortgage 1\.0\.0 promoted to assist\./);
    expect(newest).toContain(`Commit: ${merged}`);
    expect(newest).toContain("Stage: assist");
    const { "mortgage-release": record } = await acme.records(proposal!.number);
    expect(record?.evidence).toMatchObject({ decisions: 460, error_ratio: expect.any(Number) });
    expect(record?.evidence?.accuracy_lower95).toBeGreaterThan(0.9);
    expect(record?.change).toMatchObject({
      author: "countersign[bot]",
      files: [RELEASE],
      releases: { mortgage: "promotion" },
      replay: "not-needed",
    });
  });

  test("somebody without the role cannot roll back", async () => {
    const { data: issue } = await acme.world.as("olga").rest.issues.create({ ...AT, title: "Complaints" });
    await acme.act.say("olga", issue.number, "/rollback mortgage because of complaints");
    expect((await acme.see.comments(issue.number)).at(-1)).toContain("Only operators");
    expect(await proposals("rollback")).toEqual([]);
  });

  test("a rollback is a pull request on the short path, and holds what follows", async () => {
    const { data: issue } = await acme.world.as("omar").rest.issues.create({ ...AT, title: "Complaints doubled" });
    await acme.act.say("omar", issue.number, "/rollback mortgage because complaints doubled");
    const [proposal] = await proposals("rollback");
    expect((await acme.see.comments(issue.number)).at(-1)).toContain(`#${proposal!.number} rolls`);
    expect((await acme.approvals(proposal!.number)).summary).toContain("**RACI for rollback** of mortgage");
    await acme.act.approve("omar", proposal!.number);
    await acme.act.approve("maria", proposal!.number);
    await acme.act.merge("omar", proposal!.number);
    expect(await acme.see.file(RELEASE)).toContain("stage: audit\nhold:\n  by: omar\n  because: complaints doubled\n");
    expect((await acme.ledger())[0]).toMatch(
      /^mortgage 1\.0\.0 rolled back to audit, from 1\.0\.0 at assist\. Because: complaints/,
    );
    expect(await proposals("promote")).toEqual([]);
  });

  test("a release that only calls itself a rollback takes the long path", async () => {
    const number = await acme.propose("tom", "countersign/rollback/mortgage/fake", {
      [RELEASE]: (text) => text.replace("stage: audit", "stage: optimize"),
    });
    expect((await acme.approvals(number)).summary).toContain("**RACI for stage-promotion** of mortgage");
  });
});

test("a merge that went round the check is recorded as a bypass, and its Accountable is asked for an account", async () => {
  acme.world.forge.protectBranch({ ...AT, branch: "main", requiredChecks: [] });
  const number = await acme.propose("tom", "around", {
    [POLICY]: (text) => text.replace('"< 0.36"', '"< 0.50"'),
  });
  await acme.act.merge("tom", number);
  const [newest] = await acme.ledger();
  expect(newest).toMatch(/was merged without approval/);
  expect(newest).toContain("Kind: bypass");
  expect((await acme.records(number)).bypass?.work).toEqual({
    authored: ["tom"],
    committed: ["tom"],
    pushed: ["tom"],
    unknown: [],
  });
  const { data: issues } = await acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:bypass" });
  expect(issues.map(({ title, assignees }) => [title, assignees?.map(({ login }) => login)])).toEqual([
    [`Merged without approval: #${number}`, ["maria"]],
  ]);
  expect(issues[0]!.body).toContain(
    "Opened by tom. By what GitHub tells, it was written, committed, and pushed by tom.",
  );
  expect(await acme.see.tags()).not.toContain("mortgage/v2.0.0");
});
