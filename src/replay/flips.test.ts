import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byId } from "./by-id.ts";
import { addFlips, type Flips, noteFlip, overAll } from "./flips.ts";

type Flip = readonly [id: string, from: string, to: string];

function flipsOf(list: readonly Flip[]): Flips {
  const flips: Flips = new Map();
  for (const flip of list) noteFlip(flips, ...flip);
  return flips;
}

// Few texts, so that ids repeat; lengths that escapes, and letters beyond 16 bits, change.
const text = fc.oneof(
  fc.constantFrom("a", "b", "a9", "a10", '"', "\\", "\ud800", "\uffff", "\u{1f600}", ""),
  fc.string(),
);
const list = fc.array(fc.tuple(text, fc.constantFrom("pay", "ask", '"'), fc.constantFrom("pay", "no")), {
  maxLength: 40,
});

test("the digest is over all flips as sorted lines, and every id that was there before is a repeat", () => {
  fc.assert(
    fc.property(list, list, (some, more) => {
      const all = [...some, ...more];
      const hash = createHash("sha256");
      for (const line of all.map((flip) => JSON.stringify(flip)).sort(byId)) hash.update(`${line}\n`);
      const expected = {
        digest: `sha256:${hash.digest("hex")}`,
        repeated: all.length - new Set(all.map(([id]) => id)).size,
      };
      expect(overAll(flipsOf(all))).toEqual(expected);
      expect(overAll(flipsOf(all.toReversed()))).toEqual(expected);
      const [a, b] = [flipsOf(some), flipsOf(more)];
      for (const [key, ids] of b) a.set(key, a.has(key) ? addFlips(a.get(key)!, ids) : ids);
      expect(overAll(a)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test("the digest depends on each part of each flip", () => {
  const digest = (...list: Flip[]) => overAll(flipsOf(list)).digest;
  const [a, b]: Flip[] = [
    ["a", "x", "y"],
    ["b", "x", "y"],
  ];
  const others: Flip[] = [
    ["c", "x", "y"],
    ["b", "z", "y"],
    ["b", "x", "z"],
  ];
  for (const other of others) expect(digest(a!, other)).not.toBe(digest(a!, b!));
  expect(digest(b!)).not.toBe(digest(a!, b!));
});

test("more flips than can be held are refused in words", () => {
  const flips = flipsOf([
    ["a", "x", "y"],
    ["b", "x", "y"],
  ]);
  const message = "More than 2 decisions flip the same way, too many to compare one by one: replay a shorter period";
  expect(() => noteFlip(flips, "c", "x", "y", 2)).toThrow(message);
  const [ids] = flips.values();
  expect(() => addFlips(ids!, ids!, 2)).toThrow(message);
});
