import { expect, test, vi } from "vitest";
import { SeenHere } from "./seen-here.ts";

const anew = <T>(read: () => Promise<T>) => read();

test("one look asks for a thing once, however often and at however many places it needs it", async () => {
  const seen = new SeenHere();
  const read = vi.fn(async () => ["maria"]);
  const people = await Promise.all([seen.recall("people", anew, read), seen.recall("people", anew, read)]);
  expect(people).toEqual([["maria"], ["maria"]]);
  expect(await seen.recall("people", anew, read)).toEqual(["maria"]);
  expect(read).toHaveBeenCalledTimes(1);
});

test("what was remembered before the look counts for nothing where it has to be read", async () => {
  const seen = new SeenHere();
  const remembered = async () => "a while ago";
  expect(await seen.recall("ledger", remembered, async () => "now")).toBe("a while ago");
  expect(await seen.recall("ledger", anew, async () => "now")).toBe("now");
  expect(await seen.recall("ledger", remembered, async () => "later")).toBe("now");
});

test("what can no longer be so, and what could not be read, is read again", async () => {
  const seen = new SeenHere();
  expect(await seen.recall("comments", anew, async () => 1)).toBe(1);
  const two = (count: number) => count === 2;
  expect(await seen.recall("comments", anew, async () => 2, two)).toBe(2);
  await expect(seen.recall("team", anew, async () => Promise.reject(new Error("502")))).rejects.toThrow("502");
  expect(await seen.recall("team", anew, async () => "there")).toBe("there");
});
