import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, POLICY } from "../support/acme.ts";

const DAY = 86_400_000;

let acme: Acme;
beforeAll(async () => {
  // GitHub, the bot and its tokens go by one clock, which here moves only when the story does.
  vi.useFakeTimers({ toFake: ["Date"] });
  acme = await Acme.start();
  const root = await acme.clone("root");
  await root.git("push", "--quiet", "origin", "main:refs/heads/playground");
});
afterAll(async () => {
  await acme?.stop();
  vi.useRealTimers();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const edit = (age: number) => ({ [POLICY]: (policy: string) => policy.replace(/">= \d+"/, `">= ${age}"`) });
const title = async (number: number) => (await acme.approvals(number)).title;
const open = async (head: string, how: { base?: string; draft?: boolean } = {}) => {
  const { rest } = acme.world.as("tom");
  const { data } = await rest.pulls.create({ ...AT, base: "main", head, title: head, ...how });
  await acme.world.settled();
  return data.number;
};
const change = async (pull_number: number, how: { state?: "open" | "closed"; base?: string }) => {
  await acme.world.as("tom").rest.pulls.update({ ...AT, pull_number, ...how });
  await acme.world.settled();
};
/** Whether ada can still answer: maria approves, and nothing else is missing. */
const waitsForAda = async (number: number) => {
  await acme.act.approve("maria", number);
  expect(await title(number)).toBe("Waiting for ada (Consulted)");
  const until = /may answer until ([\d -:]+) UTC/.exec(await acme.see.comment(number, COMMENT_MARK))?.[1];
  expect(Date.parse(`${until?.replace(" ", "T")}Z`)).toBeGreaterThan(Date.now() + 1.9 * DAY);
};

describe("the time in which those who are consulted may answer does not pass where nobody asks them", () => {
  test("on another branch, before the pull request targets the default one", async () => {
    await acme.push("tom", "elsewhere", edit(6));
    const number = await open("elsewhere", { base: "playground" });
    later(3 * DAY);
    await change(number, { base: "main" });
    await waitsForAda(number);
  });

  test("as a draft", async () => {
    await acme.push("tom", "draft", edit(7));
    const number = await open("draft", { draft: true });
    await acme.act.approve("maria", number);
    expect(await acme.see.comment(number, COMMENT_MARK)).toContain("| compliance | ada | is not asked yet |");
    await acme.act.say("ada", number, "/answer fine by us");
    expect((await acme.see.comments(number)).at(-1)).toContain("You are not asked yet");
    later(3 * DAY);
    await acme.world.forge.readyForReview({ ...AT, number, user: "tom" });
    await acme.world.settled();
    await waitsForAda(number);
  });

  test("while it is closed", async () => {
    await acme.push("tom", "closed", edit(8));
    const number = await open("closed");
    await change(number, { state: "closed" });
    later(3 * DAY);
    await change(number, { state: "open" });
    await waitsForAda(number);
  });

  test("in an earlier pull request of the same commits", async () => {
    await acme.push("tom", "again", edit(9));
    const { forge, app, bot } = acme.world;
    const first = await open("again");
    forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
    await change(first, { state: "closed" });
    forge.setWebhookUrl(app.appId, bot.url);
    later(3 * DAY);
    await waitsForAda(await open("again"));
  });
});

test("the same commit proposed elsewhere takes nothing from what is approved, nor from what was merged", async () => {
  await acme.push("tom", "twice", edit(10));
  const number = await open("twice");
  for (const person of ["maria", "ada"]) await acme.act.approve(person, number);
  expect((await acme.approvals(number)).state).toBe("success");
  const other = await open("twice", { base: "playground" });
  expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
  expect(await acme.see.comment(other, COMMENT_MARK)).toContain("Judged when it targets the default branch");
  await acme.act.merge("tom", number);
  await acme.act.say("tom", other, "/recheck");
  expect((await acme.ledger()).some((message) => message.includes("Kind: bypass"))).toBe(false);
});
