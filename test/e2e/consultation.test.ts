import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { serveBot } from "../../src/bot/serve.ts";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, POLICY } from "../support/acme.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let acme: Acme;
beforeAll(async () => {
  // GitHub, the bot and its tokens go by one clock, which here moves only when the story does.
  vi.useFakeTimers({ toFake: ["Date"] });
  acme = await Acme.start();
});
afterAll(async () => {
  await acme?.stop();
  vi.useRealTimers();
});

const edit = (age: number) => ({ [POLICY]: (policy: string) => policy.replace(/">= \d+"/, `">= ${age}"`) });
const comment = (number: number) => acme.see.comment(number, COMMENT_MARK);
const title = async (number: number) => (await acme.approvals(number)).title;
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const answer = async (person: string, number: number, text: string) => {
  later(60_000);
  await acme.act.say(person, number, text);
  return (await acme.see.comments(number)).at(-1)!;
};
/** A change of tom's that maria has approved, so that only ada's answer is missing. */
const proposed = async (branch: string, age: number) => {
  const number = await acme.propose("tom", branch, edit(age));
  await acme.act.approve("maria", number);
  expect(await title(number)).toBe("Waiting for ada (Consulted)");
  return number;
};

describe("an answer by comment", () => {
  let number: number;
  let id: number;
  beforeAll(async () => {
    number = await proposed("answered", 6);
  });

  test.each([
    ["ada", "What does this mean for the branches?"],
    ["ada", "> /answer fine by us"],
    ["ada", "I would say /answer fine by us"],
    ["petra", "/answer fine by us"],
    ["tom", "/answer fine by us"],
  ])("is none when %s writes: %s", async (person, text) => {
    await answer(person, number, text);
    expect(await title(number)).toBe("Waiting for ada (Consulted)");
  });

  test("is none when it is edited into what was said before", async () => {
    const { rest } = acme.world.as("ada");
    const { data } = await rest.issues.createComment({ ...AT, issue_number: number, body: "Let me see." });
    later(60_000);
    await rest.issues.updateComment({ ...AT, comment_id: data.id, body: "/answer fine by us" });
    await acme.world.settled();
    expect(await title(number)).toBe("Waiting for ada (Consulted)");
  });

  test("is one when ada, who is consulted, gives it as a command: recorded with what it is about", async () => {
    expect(await answer("ada", number, "/answer No objection, as long as the branches hear of it.")).toContain(
      "Recorded",
    );
    expect(await acme.approvals(number)).toMatchObject({ state: "success", title: "Approved by maria" });
    expect(await comment(number)).toContain("| ✅ | Consulted | compliance | **ada** | answered |");
    const [newest] = await acme.ledger();
    expect(newest).toMatch(/^ada answers on pull request \d+: No objection, as long as/);
    expect(newest).toContain("Kind: answer");
  });

  test("counts though it is changed or deleted afterwards: the ledger has what was said", async () => {
    const { rest } = acme.world.as("ada");
    const { data } = await rest.issues.listComments({ ...AT, issue_number: number, per_page: 100 });
    id = data.find(({ body }) => body?.startsWith("/answer No"))!.id;
    later(60_000);
    await rest.issues.updateComment({ ...AT, comment_id: id, body: "/object because I never said that" });
    await acme.world.settled();
    await rest.issues.deleteComment({ ...AT, comment_id: id });
    await acme.world.settled();
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("counts for what it was about: an edit asks again, and taking the edit back brings it back", async () => {
    await acme.push("tom", "answered", edit(7));
    expect((await acme.approvals(number)).state).toBe("in_progress");
    expect(await comment(number)).toContain("- ada: the governed files changed since they answered");
    await acme.push("tom", "answered", edit(6));
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("lifts no objection of the one who gives it", async () => {
    await answer("ada", number, "/object because the branches did not hear of it");
    await answer("ada", number, "/answer well");
    expect((await acme.approvals(number)).state).toBe("action_required");
    await answer("ada", number, "/object withdrawn");
    expect((await acme.approvals(number)).state).toBe("success");
  });
});

test("an answer that was written before an edit, and read after it, is not an answer to the edit", async () => {
  const { forge, app, bot } = acme.world;
  const number = await proposed("overtaken", 8);
  forge.setWebhookUrl(app.appId, "http://127.0.0.1:9/gone");
  later(60_000);
  await acme.act.say("ada", number, "/answer fine by us");
  later(60_000);
  await acme.push("tom", "overtaken", edit(9));
  forge.setWebhookUrl(app.appId, bot.url);
  expect(await acme.deliver("issue_comment", acme.lastPayload("issue_comment", "created"))).toBe(200);
  await acme.world.settled();
  expect((await acme.see.comments(number)).at(-1)).toContain("was edited after you wrote that");
  await acme.act.approve("maria", number);
  expect(await title(number)).toBe("Waiting for ada (Consulted)");
});

test("who wrote it answers for nobody: neither by command nor by review; their window passes", async () => {
  const number = await acme.propose("ada", "own", edit(10));
  for (const person of ["maria", "tom"]) await acme.act.approve(person, number);
  expect(await answer("ada", number, "/answer fine by us")).toContain("You worked on this change");
  await acme.act.review("ada", number, "COMMENT", "Fine by us.");
  expect(await title(number)).toBe("Waiting for compliance (Consulted)");
  expect(await comment(number)).toMatch(/\| ⏳ \| Consulted \| compliance \| ada \| may object until 2026-/);
});

describe("the window of a consultation", () => {
  /** What the timer does: a look at everything. */
  const sweep = async (seen: () => Promise<void>) => {
    const other = await serveBot();
    await other.start(acme.world.credentials, { sweepEvery: HOUR });
    await vi.waitFor(seen, { timeout: 40_000, interval: 200 });
    await acme.world.settled();
    await other.stop();
  };
  let number: number;
  let until: string;

  test("is told by its end, which a push of the same content does not move", async () => {
    number = await proposed("window", 11);
    until = /may answer until ([\d -:]+ UTC)/.exec(await comment(number))![1]!;
    expect(Date.parse(until.replace(" UTC", "Z").replace(" ", "T")) - Date.now()).toBeLessThanOrEqual(2 * DAY);
    later(DAY);
    const tom = await acme.clone("tom");
    await tom.git("checkout", "--quiet", "window");
    await tom.git("commit", "--quiet", "--amend", "--message", "The same in other words");
    await tom.git("push", "--quiet", "--force", "origin", "window");
    await acme.world.settled();
    expect(await comment(number)).toContain(`may answer until ${until}`);
  });

  test("passes without any event, at the next look of the timer, and that is said", async () => {
    later(DAY);
    const row = "| ✅ | Consulted | compliance | ada | did not answer in time |";
    await sweep(async () => expect(await comment(number)).toContain(row));
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test("passes in vain where somebody objected before", async () => {
    const objected = await proposed("objected", 12);
    await answer("ada", objected, "/object because the branches did not hear of it");
    later(3 * DAY);
    await sweep(async () => expect(await comment(objected)).toContain("did not answer in time"));
    expect((await acme.approvals(objected)).state).toBe("action_required");
    expect(await comment(objected)).toContain("ada objects: the branches did not hear of it");
  });
});
