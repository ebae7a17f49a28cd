import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, POLICY } from "../support/acme.ts";

const DAY = 24 * 3_600_000;

let acme: Acme;
let issue: number;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  acme = await Acme.start();
  const number = await acme.propose("tom", "urgent", { [POLICY]: (policy) => policy.replace(/">= \d+"/, '">= 6"') });
  await acme.act.say("maria", number, "/break-glass because loans go out that must not");
  issue = Number(/#(\d+) wants an account/.exec((await acme.see.comments(number)).at(-1)!)?.[1]);
});
afterAll(async () => {
  await acme?.stop();
  vi.useRealTimers();
});

/** What the timer does, or any push. */
const look = async () => {
  await acme.deliver("push", { ...acme.lastPayload("push"), ref: "refs/heads/main" });
  await acme.world.settled();
};
const comments = () => acme.see.comments(issue);

test("until when the account is owed is kept in the ledger", async () => {
  expect((await acme.ledger())[0]).toMatch(/^Due: \d{4}-\d\d-\d\dT/m);
});

test("nothing is said while there is time", async () => {
  vi.setSystemTime(Date.now() + 2 * DAY);
  await look();
  expect(await comments()).toEqual([]);
});

test("an issue that is closed before the account is accepted is opened again, and says why", async () => {
  await acme.world.as("maria").rest.issues.update({ ...AT, issue_number: issue, state: "closed" });
  await acme.world.settled();
  expect((await acme.see.issue(issue)).state).toBe("open");
  expect((await comments()).at(-1)).toContain("Closing this issue settles nothing.");
});

test("late, it is escalated as an exception is: once", async () => {
  vi.setSystemTime(Date.now() + 2 * DAY);
  await look();
  const { labels, assignees } = await acme.see.issue(issue);
  expect(labels.map((label) => (typeof label === "string" ? label : label.name))).toContain("countersign:late");
  expect(assignees?.map(({ login }) => login).sort()).toEqual(["ada", "maria"]);
  expect((await comments()).at(-1)).toMatch(/⏰ Late.*was due \d{4}-.*Called in: @ada\./s);
  const before = acme.world.forge.requests.length;
  await look();
  expect(acme.writesSince(before)).toEqual([]);
  expect(await comments()).toHaveLength(1);
});

test("settled, it is closed and stays closed", async () => {
  await acme.act.say("ada", issue, "/settle because the branch confirmed it");
  await look();
  expect((await acme.see.issue(issue)).state).toBe("closed");
});

test("an exception that nobody resolves in time is escalated the same way, once", async () => {
  const { number } = await acme.world.forge.submitIssueForm({
    ...AT,
    form: "exception.yml",
    user: "olga",
    title: "Exception: seasonal income",
    values: {
      policy: "mortgage",
      kind: "edge-case",
      priority: "high",
      input: "debt_to_income: 0.36\nloan_to_value: 0.97\ncredit_history: 4\npublic_bad_record: false",
      description: "Exactly at the limit.",
    },
  });
  await acme.world.settled();
  const opened = acme.lastPayload("issues", "opened");
  const lookAgain = async () => {
    await acme.deliver("issues", opened);
    await acme.world.settled();
  };
  vi.setSystemTime(Date.now() + DAY / 2);
  await lookAgain();
  expect((await acme.see.issue(number)).assignees?.map(({ login }) => login)).toEqual(["omar"]);
  vi.setSystemTime(Date.now() + DAY);
  await lookAgain();
  const { labels, assignees } = await acme.see.issue(number);
  expect(labels.map((label) => (typeof label === "string" ? label : label.name))).toContain("exception:late");
  expect(assignees?.map(({ login }) => login).sort()).toEqual(["ada", "omar"]);
  expect((await acme.see.comments(number)).at(-1)).toMatch(/⏰ Late.*\*\*It is late\*\*: @ada \(compliance\)/s);
  const before = acme.world.forge.requests.length;
  await lookAgain();
  expect(acme.writesSince(before)).toEqual([]);
});
