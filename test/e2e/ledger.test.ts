import { afterAll, beforeAll, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { interventionRecord } from "../../src/ledger/intervention-records.ts";
import { messageOf } from "../../src/ledger/message.ts";
import { pathOf, serialise } from "../../src/ledger/record.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const issues = async () =>
  (await acme.world.as("root").rest.issues.listForRepo({ ...AT, labels: "countersign:bypass" })).data;
const bypasses = async () => (await acme.ledger()).filter((message) => message.includes("Kind: bypass"));

/** Somebody's clone, on the ledger. */
const onLedger = async (person: string) => {
  const clone = await acme.clone(person);
  await clone.git("fetch", "--quiet", "origin", "governance-log");
  await clone.git("checkout", "--quiet", "-B", "governance-log", "FETCH_HEAD");
  return clone;
};
const pushLedger = async (person: string, ...options: string[]) => {
  const clone = await acme.clone(person);
  await clone.git("push", "--quiet", ...options, "origin", "governance-log");
  await acme.world.settled();
};

test("broken glass that somebody writes into the ledger in the app's manner opens nothing, and is told of", async () => {
  const number = await acme.propose("tom", "forged", { [POLICY]: moveThreshold });
  const run = await acme.see.check(number, "countersign/approvals");
  const record = interventionRecord(number, 4711, {
    kind: "break-glass",
    by: "maria",
    because: "the regulator asked for it",
    at: "2026-11-23T09:00:00Z",
    content: run!.external_id!,
    due: "2026-11-26T09:00:00Z",
  });
  const tom = await onLedger("tom");
  await tom.write({ [pathOf(record.id)]: serialise(record) });
  await tom.git("add", "--all");
  await tom.git("commit", "--quiet", "--message", messageOf(record), "--author", "countersign[bot] <bot@example.org>");
  await pushLedger("tom");
  await acme.act.say("tom", number, "/recheck");
  expect((await acme.approvals(number)).state).not.toBe("success");
  expect((await bypasses())[0]).toMatch(/^tom wrote to the ledger past the app, up to [0-9a-f]{7}\./);
  const [issue] = await issues();
  expect(issue).toMatchObject({ title: "Somebody else wrote to the ledger", assignees: [{ login: "ada" }] });
  expect(issue?.body).toContain(`\`records/pull-${number}/break-glass-4711.json\` added`);
});

test("a hold that somebody rewrites the ledger to be rid of: who did it, and what is missing, is told once", async () => {
  const number = await acme.propose("tom", "held", { [POLICY]: moveThreshold });
  await acme.act.say("maria", number, "/hold because the quarter closes");
  const tom = await onLedger("tom");
  await tom.git("reset", "--quiet", "--hard", "HEAD^");
  await pushLedger("tom", "--force");
  expect((await bypasses())[0]).toMatch(/^tom rewrote the ledger past the app, up to [0-9a-f]{7}\./);
  const body = (await issues())[0]?.body;
  expect(body).toMatch(new RegExp(`records/pull-${number}/hold-\\d+\\.json\` taken away`));
  const before = (await bypasses()).length;
  const main = { ...acme.lastPayload("push"), ref: "refs/heads/main" };
  expect(await acme.deliver("push", main)).toBe(200);
  await acme.world.settled();
  expect(await bypasses()).toHaveLength(before);
});

test("a ledger that is deleted goes on where it ended, and begins no second time", async () => {
  const before = await acme.ledger();
  await pushLedger("tom", "--delete");
  const after = await acme.ledger();
  expect(after.slice(1)).toEqual(before);
  expect(after[0]).toMatch(/^tom deleted the ledger past the app, at [0-9a-f]{7}\./);
  expect(after.filter((message) => message.includes("Kind: adoption"))).toHaveLength(1);
});
