import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AT } from "../../src/cli/demo/world.ts";
import { Acme, moveThreshold, POLICY } from "../support/acme.ts";

let acme: Acme;
beforeAll(async () => {
  acme = await Acme.start();
  acme.world.forge.protectBranch({ ...AT, branch: "main", requirePullRequest: false, requiredChecks: [] });
});
afterAll(() => acme?.stop());

const state = async (number: number) => (await acme.approvals(number)).state;
const barred = "maria worked on it and cannot approve it";
const answered = async (number: number) => {
  await acme.act.approve("maria", number);
  await acme.act.approve("ada", number);
  return state(number);
};

describe("a merge from main is nobody's work, unless somebody's hand is in it", () => {
  /** Something that no activity covers reaches main. */
  const onMain = async (name: string) => {
    const root = await acme.clone("root");
    await root.write({ [`docs/${name}.md`]: "Something else.\n" });
    await root.push("main", "Something else");
    await acme.world.settled();
  };
  /** tom's change, and maria's clone on its branch with the newest main fetched. */
  const mariaMerges = async (branch: string, ...merge: string[]) => {
    const number = await acme.propose("tom", branch, { [POLICY]: moveThreshold });
    await onMain(branch);
    const maria = await acme.clone("maria");
    await maria.git("fetch", "--quiet", "origin", branch);
    await maria.git("checkout", "--quiet", "-B", branch, "FETCH_HEAD");
    await maria.git("merge", "--quiet", "--no-ff", "--no-edit", ...merge, "origin/main");
    return {
      number,
      maria,
      push: async () => {
        await maria.git("push", "--quiet", "origin", branch);
        await acme.world.settled();
      },
    };
  };

  test("maria presses Update branch: her approval, given before or after, counts", async () => {
    const number = await acme.propose("tom", "updated", { [POLICY]: moveThreshold });
    await onMain("updated");
    await acme.act.approve("maria", number);
    await acme.world.as("maria").rest.pulls.updateBranch({ ...AT, pull_number: number });
    await acme.world.settled();
    expect((await acme.approvals(number)).title).toBe("Waiting for ada (Consulted)");
    await acme.act.approve("ada", number);
    expect(await state(number)).toBe("success");
  });

  test("she merges in her clone: the same", async () => {
    const { number, push } = await mariaMerges("by-hand");
    await push();
    expect(await answered(number)).toBe("success");
  });

  test("her merge slips in an edit: it is her work", async () => {
    const { number, maria, push } = await mariaMerges("slipped");
    await maria.write({ [POLICY]: (await acme.see.file(POLICY)).replace('"< 0.36"', '"<= 0.50"') });
    await maria.git("commit", "--quiet", "--all", "--amend", "--no-edit");
    await push();
    expect(await answered(number)).toBe("action_required");
    expect((await acme.approvals(number)).summary).toContain(barred);
  });

  test("her merge takes back what main has: it is her work", async () => {
    const { number, push } = await mariaMerges("taken-back", "--strategy=ours");
    await push();
    expect(await answered(number)).toBe("action_required");
  });

  test("she pushes a commit of her own together with a merge: it is her work", async () => {
    const { number, maria, push } = await mariaMerges("beside");
    const author = "--author=tom <tom@users.noreply.github.com>";
    await maria.git("-c", "user.name=tom", "commit", "--quiet", "--allow-empty", author, "--message", "Tom's");
    await push();
    expect(await answered(number)).toBe("action_required");
  });
});
