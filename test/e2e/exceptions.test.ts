import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { EXCEPTION_MARK } from "../../src/governance/exceptions/words.ts";
import { Acme } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

const file = async (values: Record<string, string> = {}) => {
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
      ...values,
    },
  });
  await acme.world.settled();
  return number;
};

const labels = async (number: number) =>
  (await acme.see.issue(number)).labels.map((label) => (typeof label === "string" ? label : label.name));

describe("olga files an exception", () => {
  let number: number;
  beforeAll(async () => {
    number = await file();
  });

  test("it gets labels, an owner by RACI, and a deadline by its priority", async () => {
    const issue = await acme.see.issue(number);
    expect(await labels(number)).toEqual(["exception", "policy:mortgage", "kind:edge-case", "priority:high"]);
    expect(issue.assignees?.map(({ login }) => login)).toEqual(["omar"]);
    const due = new Date(Date.parse(issue.created_at) + 86_400_000).toISOString().slice(0, 16).replace("T", " ");
    const comment = await acme.see.comment(number, EXCEPTION_MARK);
    expect(comment).toContain(`**${due} UTC**`);
    expect(comment).toContain("which now gives `deny` (rule `high-loan`)");
    expect((await acme.ledger())[0]).toMatch(/^Exception \d+ of mortgage: olga reported a case of high priority/);
  });

  test("the same case again is closed in its favour", async () => {
    const again = await file({ priority: "low" });
    expect(await acme.see.issue(again)).toMatchObject({ state: "closed" });
    expect(await acme.see.comment(again, EXCEPTION_MARK)).toContain(`The same case as #${number}`);
  });

  test("olga holds no role that may resolve it", async () => {
    await acme.act.say("olga", number, "/resolve approve because I know the customer");
    expect((await acme.see.comments(number)).at(-1)).toContain("Only operators, credit-analyst, or credit-manager");
    expect(await acme.see.issue(number)).toMatchObject({ state: "open" });
  });

  test("an outcome that the policy does not have is answered with the nearest", async () => {
    await acme.act.say("omar", number, "/resolve aprove because it is fine");
    expect((await acme.see.comments(number)).at(-1)).toContain('Did you mean "approve"?');
  });

  test("omar resolves it: closed, recorded, and back as a pull request that adds the case", async () => {
    await acme.act.say("omar", number, "/resolve approve because the home is insured\n\nThanks, olga.");
    expect(await acme.see.issue(number)).toMatchObject({ state: "closed", state_reason: "completed" });
    const pull = (await acme.see.openPulls()).find(({ head }) => head.ref === `countersign/case/${number}`);
    expect(pull?.body).toContain("**fails until the policy is changed**");
    expect(await acme.see.file("policies/mortgage/cases.yaml", pull!.head.ref)).toContain(
      [
        `  - id: exception-${number}`,
        '    says: "Exception: seasonal income"',
        "    input: {debt_to_income: 0.36, loan_to_value: 0.97, credit_history: 4, public_bad_record: false}",
        "    outcome: approve",
        '    because: "omar: the home is insured"',
        `    exception: "#${number}"`,
      ].join("\n"),
    );
    expect((await acme.ledger())[0]).toMatch(/^Exception \d+ of mortgage was resolved as approve by omar/);
  });

  test("the bot's own pull request needs people: it approves nothing itself", async () => {
    const pull = (await acme.see.openPulls()).find(({ head }) => head.ref === `countersign/case/${number}`)!;
    expect((await acme.approvals(pull.number)).state).toBe("in_progress");
    await acme.act.approve("omar", pull.number);
    await acme.act.approve("maria", pull.number);
    await acme.act.merge("maria", pull.number);
    expect(await acme.see.file("policies/mortgage/cases.yaml")).toContain(`id: exception-${number}`);
  });

  test("each command was answered once", async () => {
    const comments = await acme.see.comments(number);
    const asked = comments.filter((body) => body.startsWith("/resolve"));
    const answers = comments.filter((body) => body.startsWith("<!-- countersign:answer"));
    expect(answers).toHaveLength(asked.length);
  });
});

test("a report that names an unknown input says which, and is taken up once it is mended", async () => {
  const number = await file({ input: "debt_to_incom: 0.4" });
  expect(await labels(number)).toContain("exception:incomplete");
  const comment = await acme.see.comment(number, EXCEPTION_MARK);
  expect(comment).toContain("Did you mean");
  const { body } = await acme.see.issue(number);
  const mended = body!.replace("debt_to_incom:", "debt_to_income:");
  await acme.world.as("olga").rest.issues.update({ ...AT, issue_number: number, body: mended });
  await acme.world.settled();
  expect(await labels(number)).not.toContain("exception:incomplete");
  expect(await acme.see.comment(number, EXCEPTION_MARK)).toContain("Taken up");
});

test("an issue that is no exception is left alone", async () => {
  const { data } = await acme.world.as("olga").rest.issues.create({ ...AT, title: "Lunch?" });
  await acme.world.settled();
  expect(await acme.see.comments(data.number)).toEqual([]);
});
