import { expect, test } from "vitest";
import type { Workspace } from "../workspace.ts";
import { readIncomplete } from "./incomplete.ts";
import type { Comparison, Pull } from "./read-pull.ts";

const pull = { head: { ref: "tie", sha: "c1", repo: { name: "lending", owner: { login: "acme" } } } } as Pull;

/** A branch that was pushed to so often, and what a comparison of so many commits has read of them. */
const incomplete = (pushes: number, { read, total }: { read: number; total: number }) => {
  const updates = Array.from({ length: pushes }, () => ({
    before: "c0",
    after: "c1",
    at: "",
    type: "push",
    actor: "tom",
  }));
  const facts = { recall: async () => updates, note: () => {} };
  const comparison = { commits: Array.from({ length: read }), total } as Comparison;
  return readIncomplete({ facts } as unknown as Workspace, pull, comparison);
};

test("everybody is known where all commits and pushes were read", async () => {
  expect(await incomplete(999, { read: 1000, total: 1000 })).toEqual([]);
});

test("more commits than are read, or as many pushes as are read, are said with what mends them", async () => {
  const [commits, pushes, ...others] = await incomplete(1000, { read: 1000, total: 1001 });
  expect(commits).toMatch(/1001 commits, of which 1000 are read.*Squash them/);
  expect(pushes).toMatch(/pushed to 1000 times or more.*Push it under another name/);
  expect(others).toEqual([]);
});
