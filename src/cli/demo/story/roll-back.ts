import type { Stage } from "../stage.ts";
import { AT } from "../world.ts";
import { withoutComments } from "./promote.ts";

/** One comment puts the last good version back. */
export async function rollBack({ world, narrator, act, see }: Stage): Promise<void> {
  narrator.chapter("Somebody pulls the brake");
  const { data: alarm } = await world
    .as("olga")
    .rest.issues.create({ ...AT, title: "Complaints doubled since Monday" });
  const anywhere = alarm.number;
  await act.say("omar", anywhere, "/rollback mortgage because complaints doubled since Monday");
  narrator.does("omar", `writes under #${anywhere}: /rollback mortgage because complaints doubled since Monday`);
  narrator.sees("omar", "the bot's answer", (await see.comments(anywhere)).at(-1) ?? "");
  const proposal = (await see.openPulls()).find(({ head }) => head.ref.startsWith("countersign/rollback/"));
  if (!proposal) throw new Error("The rollback did not open a pull request.");
  narrator.sees("maria", `the bot's pull request #${proposal.number}, "${proposal.title}"`, proposal.body ?? "");
  await act.approve("omar", proposal.number);
  await act.approve("maria", proposal.number);
  await act.merge("omar", proposal.number);
  narrator.does("maria and omar", "approve, omar merges:");
  narrator.shows(
    "cat policies/mortgage/release.yaml",
    withoutComments(await see.file("policies/mortgage/release.yaml")),
  );
}
