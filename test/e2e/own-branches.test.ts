import { afterAll, beforeAll, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme } from "../support/acme.ts";

const CASES = "policies/mortgage/cases.yaml";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

/** Everybody knows how the next issue will be numbered, and so how the bot will call the branch with its case. */
const nextNumber = async () => {
  const { data } = await acme.world.as("tom").rest.issues.create({ ...AT, title: "A question" });
  return data.number + 1;
};
const file = async (loan: string) => {
  const { number } = await acme.world.forge.submitIssueForm({
    ...AT,
    form: "exception.yml",
    user: "olga",
    title: "Exception: seasonal income",
    values: {
      policy: "mortgage",
      kind: "edge-case",
      priority: "high",
      input: `debt_to_income: 0.36\nloan_to_value: ${loan}\ncredit_history: 4\npublic_bad_record: false`,
      description: "Exactly at the limit.",
    },
  });
  await acme.world.settled();
  return number;
};
const resolved = async (number: number) => {
  await acme.act.say("omar", number, "/resolve approve because the home is insured");
  const said = (await acme.see.comments(number)).at(-1)!;
  return { said, pull: await acme.see.pull(Number(/#(\d+) adds the case/.exec(said)?.[1])) };
};
const added = (pull: Awaited<ReturnType<typeof resolved>>["pull"]) => acme.see.file(CASES, pull.head.ref);

test("somebody's branch under the name that the bot will take is not proposed in the bot's name", async () => {
  const number = await nextNumber();
  await acme.push("tom", `countersign/case/${number}`, {
    "policies/mortgage/policy.yaml": (text) => `${text}\n# mine\n`,
  });
  expect(await file("0.97")).toBe(number);
  const { pull } = await resolved(number);
  expect(pull.user.login).toBe("countersign[bot]");
  expect(pull.head.ref).toBe(`countersign/case/${number}-2`);
  expect(await added(pull)).toContain(`id: exception-${number}`);
  const { data: files } = await acme.world.as("tom").rest.pulls.listFiles({ ...AT, pull_number: pull.number });
  expect(files.map(({ filename }) => filename)).toEqual([CASES]);
});

test("somebody's closed pull request from such a branch does not pass for the bot's, and keeps it from nothing", async () => {
  const number = (await nextNumber()) + 1;
  const decoy = await acme.propose("tom", `countersign/case/${number}`, { "docs/decoy.md": "Decoy.\n" });
  await acme.world.as("tom").rest.pulls.update({ ...AT, pull_number: decoy, state: "closed" });
  expect(await file("0.98")).toBe(number);
  const { pull } = await resolved(number);
  expect(pull.number).not.toBe(decoy);
  expect(await added(pull)).toContain(`id: exception-${number}`);
});
