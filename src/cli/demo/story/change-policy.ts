import { MERGE_MARK } from "../../../bot/pull/merge-words.ts";
import { COMMENT_MARK } from "../../../governance/approvals/comment.ts";
import type { Stage } from "../stage.ts";

const POLICY = "policies/mortgage/policy.yaml";

/** Tom moves a threshold; the bot, the replay test and the RACI chart see to it that it is right and agreed. */
export async function changePolicy(stage: Stage): Promise<void> {
  const { narrator, act, see, clone } = stage;
  narrator.chapter("An analyst moves a threshold");
  const work = await clone("tom");
  const policy = await see.file(POLICY);
  const moved = policy.replace('debt_to_income: "< 0.36"', 'debt_to_income: "<= 0.36"');
  if (moved === policy) throw new Error(`${POLICY} has no threshold "< 0.36" to move.`);
  await work.write({ [POLICY]: moved });
  narrator.shows("git diff", await work.git("diff", "--unified=0", "--", POLICY));
  await work.push("tie-at-36", "Approve at exactly 36% too");
  const number = await act.openPull("tom", "tie-at-36", "Approve at exactly 36% too");
  narrator.does("tom", `opens pull request #${number}. The bot and CI answer.`);
  narrator.sees("maria", "the bot's comment", await see.comment(number, COMMENT_MARK));
  narrator.sees("maria", "the checks", await see.checks(number));
  const replay = await see.check(number, "countersign/replay");
  narrator.sees("maria", "the replay test's report", replay?.output.summary ?? "");
  if (replay?.conclusion !== "success") {
    throw new Error(`The replay test does not pass on this log (${replay?.output.title}), so the story ends here.`);
  }

  narrator.chapter("Approvals that count, and approvals that do not");
  await expectRefusal(stage, "tom tries to approve his own change", () => act.approve("tom", number));
  await act.approve("olga", number);
  narrator.does("olga", "(a loan officer) approves. She is Informed, not Accountable:");
  narrator.sees("olga", "the checks", await see.checks(number));
  await act.approve("maria", number);
  await act.review("ada", number, "COMMENT", "Fair lending looks fine: the tie is treated alike for everybody.");
  narrator.does("maria", "approves, and ada answers for compliance:");
  narrator.sees("tom", "the checks", await see.checks(number));

  narrator.chapter("A new commit drops what it outdates");
  await work.write({ [POLICY]: moved.replace("stay under 36% of income", "are at most 36% of income") });
  await work.push("tie-at-36", "Say it in the rule's sentence too");
  await stage.world.settled();
  narrator.does("tom", "brings the rule's sentence in line, with a second commit.");
  narrator.sees("maria", "the bot's comment", await see.comment(number, COMMENT_MARK));
  await expectRefusal(stage, "tom tries to merge", () => act.merge("tom", number).then(() => {}));
  await act.approve("maria", number);
  await act.approve("ada", number);
  narrator.does("maria and ada", "look again and approve.");
  narrator.sees("tom", "the checks", await see.checks(number));

  narrator.chapter("The merge is recorded");
  await act.merge("tom", number);
  narrator.does("tom", "merges.");
  narrator.sees("olga", "the bot's word to the Informed", await see.comment(number, MERGE_MARK));
  await work.update();
  await work.git("fetch", "--quiet", "--tags", "origin");
  narrator.shows(
    "git log -1 origin/governance-log",
    await work.git("log", "-1", "--format=%an%n%n%B", "origin/governance-log"),
  );
  narrator.shows("git tag --points-at main", await work.git("tag", "--points-at", "main"));
}

/** GitHub must refuse; a demo in which it does not is wrong. */
export async function expectRefusal({ narrator }: Stage, what: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    narrator.says(`${what}; GitHub refuses: ${(error as Error).message.split(" - https://")[0]}`);
    return;
  }
  throw new Error(`${what}, and was not refused.`);
}
