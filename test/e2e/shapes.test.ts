import { chmod, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { COMMENT_MARK } from "../../src/governance/approvals/comment.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
});
afterAll(() => acme?.stop());

/** A pull request of git's own making, for what no editor does. */
async function byGit(
  branch: string,
  work: (git: (...args: string[]) => Promise<string>, at: string) => Promise<unknown>,
) {
  const clone = await acme.clone("tom");
  await clone.git("checkout", "--quiet", "-B", branch);
  await work((...args) => clone.git(...args), clone.directory);
  await clone.git("commit", "--quiet", "--all", "--message", branch);
  await clone.git("push", "--quiet", "origin", branch);
  await acme.world.settled();
  return acme.act.openPull("tom", branch, branch);
}

const comment = (number: number) => acme.see.comment(number, COMMENT_MARK);
const change = (number: number, how: object) =>
  acme.world
    .as("tom")
    .rest.pulls.update({ ...AT, pull_number: number, ...how })
    .then(() => acme.world.settled());

describe("changes that are more than an edit", () => {
  test("a policy is removed with all that belongs to it: that is said, and its Accountable is asked", async () => {
    const number = await byGit("remove", (git) => git("rm", "-r", "--quiet", "policies/mortgage"));
    expect(await acme.approvals(number)).toMatchObject({
      state: "in_progress",
      title: "Waiting for maria (Accountable) and ada (Consulted)",
    });
    expect(await comment(number)).toContain("**Home loan approval** is removed: no policy decides its cases any more.");
  });

  test("a policy is removed and its release left behind: nothing could say what that decides", async () => {
    const number = await byGit("half-removed", (git) => git("rm", "--quiet", POLICY));
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await comment(number)).toContain("The folder policies/mortgage has no policy.yaml");
  });

  test("a policy is moved under another name and still calls itself by the old one", async () => {
    const number = await byGit("move", (git) => git("mv", "policies/mortgage", "policies/homeloan"));
    expect((await acme.approvals(number)).state).toBe("action_required");
    const said = await comment(number);
    expect(said).toMatch(
      /`policies\/homeloan\/policy\.yaml:2:\d+` This names the policy "mortgage" and lies in the folder of "homeloan"/,
    );
    expect(said).toMatch(/`policies\/homeloan\/release\.yaml:\d+:\d+` This names/);
    expect(said).toMatch(/`policies\/homeloan\/cases\.yaml:\d+:\d+` This names/);
  });

  test("a policy is moved and renamed: both names are asked for, and the new one begins at 1.0.0", async () => {
    const number = await byGit("rename", async (git, at) => {
      await git("mv", "policies/mortgage", "policies/homeloan");
      for (const name of ["policy.yaml", "release.yaml", "cases.yaml"]) {
        const file = join(at, "policies/homeloan", name);
        await writeFile(file, (await readFile(file, "utf8")).replace("policy: mortgage", "policy: homeloan"));
      }
    });
    const said = await comment(number);
    expect(said).not.toContain("names the policy");
    expect(said).toContain("becomes **1.0.0** (first)");
    expect(said).toContain("policy-change of homeloan");
    expect(said).toContain("policy-change of mortgage");
  });

  test("only the mode of a policy changes: asked for like any other change, and no new version", async () => {
    const number = await byGit("mode", (_, at) => chmod(join(at, POLICY), 0o755));
    expect((await acme.approvals(number)).title).toBe("Waiting for maria (Accountable) and ada (Consulted)");
    expect(await comment(number)).not.toContain("becomes");
    await acme.act.approve("maria", number);
    await acme.act.approve("ada", number);
    expect((await acme.approvals(number)).state).toBe("success");
  });

  test.each(["raci", "stages"])(
    "governance/%s.yaml is removed or renamed: nothing could be governed without it",
    async (name) => {
      const number = await byGit(`no-${name}`, (git) =>
        git("mv", `governance/${name}.yaml`, `governance/${name}-2026.yaml`),
      );
      expect((await acme.approvals(number)).state).toBe("action_required");
      expect(await comment(number)).toMatch(new RegExp(`governance/${name}\\.yaml:1:1\` Without this file`));
    },
  );

  test("a link takes the place of a policy: what it points to was approved by nobody", async () => {
    const number = await byGit("link", async (_, at) => {
      await rm(join(at, POLICY));
      await symlink("../accounts-payable/policy.yaml", join(at, POLICY));
    });
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await comment(number)).toContain(`\`${POLICY}\` This is a symbolic link`);
  });
});

describe("the ways of a pull request", () => {
  let number: number;
  beforeAll(async () => {
    number = await acme.propose("tom", "ways", { [POLICY]: (policy) => policy.replace('"< 0.36"', '"<= 0.37"') });
  });

  test("a new title changes nothing but itself", async () => {
    const before = await comment(number);
    await change(number, { title: "Approve everything <img src=x> @maria" });
    // GitHub runs the replay test again, under another link.
    const linkless = (text: string) => text.replace(/runs\/\d+/, "runs/N");
    expect(linkless(await comment(number))).toBe(linkless(before));
    expect(await acme.see.comments(number)).toHaveLength(1);
  });

  test("closed, it is left alone; reopened, it is judged again, by what was approved before", async () => {
    await acme.act.approve("maria", number);
    await change(number, { state: "closed" });
    const before = acme.world.forge.requests.length;
    await acme.act.say("olga", number, "Why was this closed?");
    expect(acme.writesSince(before).filter((write) => write.includes("check-runs"))).toEqual([]);
    await change(number, { state: "open" });
    expect((await acme.approvals(number)).title).toBe("Waiting for ada (Consulted)");
  });

  test("a draft is judged, but nobody is asked for a review until it is ready", async () => {
    await acme.push("tom", "draft", { [POLICY]: (policy) => policy.replace('">= 5"', '">= 6"') });
    const { data } = await acme.world
      .as("tom")
      .rest.pulls.create({ ...AT, base: "main", head: "draft", title: "Draft", draft: true });
    await acme.world.settled();
    expect((await acme.approvals(data.number)).state).toBe("in_progress");
    expect((await acme.see.pull(data.number)).requested_reviewers).toEqual([]);
    await acme.world.forge.readyForReview({ ...AT, number: data.number, user: "tom" });
    await acme.world.settled();
    const asked = (await acme.see.pull(data.number)).requested_reviewers?.map(({ login }) => login);
    expect(asked?.sort()).toEqual(["ada", "maria"]);
  });

  test("the base moves on and conflicts: what was replayed is no longer what would be merged, so it is not green", async () => {
    await acme.act.approve("ada", number);
    expect((await acme.approvals(number)).state).toBe("success");
    const first = await acme.propose("tom", "first", { [POLICY]: moveThreshold });
    for (const person of ["maria", "ada"]) await acme.act.approve(person, first);
    await acme.act.merge("root", first);
    expect((await acme.see.pull(number)).mergeable).toBe(false);
    expect((await acme.approvals(number)).state).toBe("action_required");
    expect(await comment(number)).toContain("main has changed this file too");
    expect(await comment(number)).toContain("update the branch to run it again");
  });
});
