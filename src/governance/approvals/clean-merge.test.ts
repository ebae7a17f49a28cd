import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCleanMerge } from "./clean-merge.ts";

const files = (contents: Record<string, string>) =>
  new Map(Object.entries(contents).map(([path, id]) => [path, { id, mode: "100644" }]));
const clean = (base: object, ours: object, theirs: object, merged: object) =>
  isCleanMerge(...([base, ours, theirs, merged].map((one) => files(one as never)) as [never, never, never, never]));

describe("a merge brings nothing of its own", () => {
  test("when each file is as the side has it that changed it", () => {
    const merged = { policy: "tom's", readme: "main's", added: "main's" };
    const base = { policy: "old", readme: "old", gone: "old" };
    expect(
      clean(base, { ...base, policy: "tom's" }, { policy: "old", readme: "main's", added: "main's" }, merged),
    ).toBe(true);
  });

  test("when both sides made the same change", () => {
    expect(clean({ a: "old" }, { a: "new" }, { a: "new" }, { a: "new" })).toBe(true);
  });
});

describe("a merge has a hand in it", () => {
  test.each([
    ["an edit slipped in", { a: "slipped in", b: "old" }],
    ["the base's change taken back", { a: "old", b: "old" }],
    ["a file slipped in", { a: "main's", b: "old", c: "new" }],
    ["a file left out", { a: "main's" }],
  ])("%s", (_, merged) => {
    expect(clean({ a: "old", b: "old" }, { a: "old", b: "old" }, { a: "main's", b: "old" }, merged)).toBe(false);
  });

  test("both sides changed one file: nobody can tell by ids", () => {
    expect(clean({ a: "old" }, { a: "tom's" }, { a: "main's" }, { a: "both" })).toBe(false);
    expect(clean({ a: "old" }, { a: "tom's" }, { a: "main's" }, { a: "tom's" })).toBe(false);
  });

  test("a mode that only the merge changes", () => {
    const one = files({ a: "old" });
    expect(isCleanMerge(one, one, one, new Map([["a", { id: "old", mode: "100755" }]]))).toBe(false);
  });
});

test("of all that a merge could make of three versions, one at most is clean, and it has no content of its own", () => {
  const content = fc.option(fc.constantFrom("x", "y", "z"), { nil: undefined });
  fc.assert(
    fc.property(content, content, content, (base, ours, theirs) => {
      const of = (id: string | undefined) => (id === undefined ? {} : { a: id });
      const made = [undefined, "x", "y", "z", "own"].filter((id) => clean(of(base), of(ours), of(theirs), of(id)));
      const conflict = ours !== theirs && ours !== base && theirs !== base;
      expect(made).toEqual(conflict ? [] : [ours === base ? theirs : ours]);
    }),
  );
});
