import { expect, test, vi } from "vitest";
import { Facts } from "../memory.ts";
import type { Workspace } from "../workspace.ts";
import { readContributors } from "./read-contributors.ts";
import type { ComparedCommit, Pull } from "./read-pull.ts";

const NONE = "0".repeat(40);
const id = (letter: string) => letter.repeat(40);
const tom = { login: "tom", name: "tom", email: "tom@example.org" };
const commit = (letter: string, message = "Fix"): ComparedCommit => ({
  id: id(letter),
  parents: [id("0")],
  author: tom,
  committer: tom,
  message,
});

interface Story {
  /** Newest first. */
  pushes: { before: string; after: string; actor: string }[];
  /** What GitHub compares commits that are gone to: how many they are ahead of the base; absent: it has them no more. */
  ahead?: Record<string, number>;
  /** Address → login of who committed with it here. */
  committed?: Record<string, string>;
}

async function contributors(
  { pushes, ahead = {}, committed = {} }: Story,
  commits: ComparedCommit[],
): Promise<string[]> {
  const request = vi.fn(async (route: string, parameters: { basehead?: string; author?: string }) => {
    if (route.endsWith("/commits")) {
      const login = committed[parameters.author!];
      return { data: login ? [{ author: { login }, commit: { author: { email: parameters.author } } }] : [] };
    }
    const sha = parameters.basehead!.split("...")[1]!;
    const count = ahead[sha];
    if (count === undefined) throw Object.assign(new Error("Not Found"), { status: 404 });
    const tip = { sha, parents: [{ sha: id("0") }], commit: { message: "", tree: { sha: "" } } };
    return {
      data: {
        base_commit: { sha: id("0") },
        merge_base_commit: { sha: count === 0 ? sha : id("0") },
        commits: count === 0 ? [] : [tip],
        total_commits: count,
      },
    };
  });
  const paginate = async (_: string, __: object, read: (page: { data: object[] }, done: () => void) => object[]) => {
    const data = pushes.map(({ actor, ...push }) => ({
      ...push,
      actor: { login: actor },
      activity_type: "push",
      timestamp: "",
    }));
    return read({ data }, () => {});
  };
  const recall = (_: string, read: () => Promise<unknown>) => read();
  const workspace = {
    octokit: { request, paginate },
    at: { owner: "acme", repo: "decisions" },
    facts: new Facts(),
    recall,
  };
  const head = { sha: commits.at(-1)!.id, ref: "change", repo: { name: "decisions", owner: { login: "acme" } } };
  const pull = { user: { login: "tom" }, head, base: { ref: "main" } };
  const found = await readContributors(workspace as unknown as Workspace, pull as unknown as Pull, commits);
  return [...found.logins].sort();
}

const made = (letter: string, actor = "tom") => ({ before: NONE, after: id(letter), actor });
const pushed = (from: string, to: string, actor: string) => ({ before: id(from), after: id(to), actor });

test("who pushed what somebody else has rebased since counts, whatever name the commits bear", async () => {
  const pushes = [pushed("b", "c", "tom"), pushed("a", "b", "maria"), made("a")];
  expect(await contributors({ pushes, ahead: { [id("b")]: 2 } }, [commit("c")])).toEqual(["maria", "tom"]);
});

test("so they do where GitHub has the commits no more", async () => {
  const pushes = [pushed("b", "c", "tom"), pushed("a", "b", "maria"), made("a")];
  expect(await contributors({ pushes }, [commit("c")])).toEqual(["maria", "tom"]);
});

test("who made the branch where the base stood brought nothing", async () => {
  const pushes = [pushed("a", "c", "tom"), made("a", "maria")];
  expect(await contributors({ pushes, ahead: { [id("a")]: 0 } }, [commit("c")])).toEqual(["tom"]);
});

test("nor does who pushed to a branch that had the name before", async () => {
  const pushes = [made("c"), pushed("b", NONE[0]!, "maria"), pushed("a", "b", "maria"), made("a", "maria")];
  expect(await contributors({ pushes, ahead: { [id("b")]: 1 } }, [commit("c")])).toEqual(["tom"]);
});

test("a co-author is known by the address with which they committed before", async () => {
  const message = "Fix\n\nCo-authored-by: Maria <Maria@example.org>";
  const story = { pushes: [made("c")], committed: { "maria@example.org": "Maria" } };
  expect(await contributors(story, [commit("c", message)])).toEqual(["maria", "tom"]);
});
