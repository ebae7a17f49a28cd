import type { Stage } from "../stage.ts";
import { AT } from "../world.ts";

/** A case that the AI could not decide: an issue with an owner and a deadline, and in the end a test case. */
export async function except({ world, narrator, act, see }: Stage): Promise<void> {
  narrator.chapter("An exception finds an owner, a deadline, and its place among the cases");
  const { number } = await world.forge.submitIssueForm({
    ...AT,
    form: "exception.yml",
    user: "olga",
    title: "Exception: loan approved although the income was seasonal",
    values: {
      policy: "mortgage",
      kind: "edge-case",
      priority: "high",
      decision_id: "sample-2.0.0-17",
      input: "debt_to_income: 0.36\nloan_to_value: 0.97\ncredit_history: 4\npublic_bad_record: false",
      outcome: "deny",
      description: "Exactly at the limit, with a very high loan to value. It should not have gone through unseen.",
    },
  });
  await world.settled();
  narrator.does("olga", `(loan officer) files exception #${number} with the form.`);
  const issue = await see.issue(number);
  const labels = issue.labels.map((label) => (typeof label === "string" ? label : label.name)).join(", ");
  narrator.sees(
    "omar",
    "the issue, triaged",
    `labels: ${labels}\nassigned to: ${issue.assignees?.map(({ login }) => login).join(", ")}`,
  );
  for (const comment of await see.comments(number)) narrator.sees("omar", "the bot's comment", comment);

  await act.say("omar", number, "/resolve approve because at exactly 36% we approve, and the home is insured");
  narrator.does("omar", "answers: /resolve approve because at exactly 36% we approve, and the home is insured");
  narrator.sees("olga", "the bot's answer", (await see.comments(number)).at(-1) ?? "");
  narrator.says(`The issue is ${(await see.issue(number)).state}.`);

  const proposal = (await see.openPulls()).find(({ head }) => head.ref.startsWith("countersign/case/"));
  if (!proposal) throw new Error("The resolution did not come back as a pull request.");
  narrator.sees("maria", `the bot's pull request #${proposal.number}, "${proposal.title}"`, proposal.body ?? "");
  await act.approve("omar", proposal.number);
  await act.approve("maria", proposal.number);
  await act.merge("maria", proposal.number);
  const cases = await see.file("policies/mortgage/cases.yaml");
  narrator.shows("tail policies/mortgage/cases.yaml", cases.trimEnd().split("\n").slice(-6).join("\n"));
}
