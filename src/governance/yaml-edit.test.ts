import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { appendItem, editKeys } from "./yaml-edit.ts";

const release = `# The live version.
policy: mortgage
version: 1.0.0   # tag mortgage/v1.0.0
stage: assist

# Do not edit by hand.
`;

describe("editing a YAML file leaves everything else as it is", () => {
  test("a value is replaced in place, its comment stays", () => {
    expect(editKeys(release, { version: "2.0.0", stage: "assist" })).toBe(release.replace("1.0.0  ", "2.0.0  "));
  });

  test("a new key comes at the end", () => {
    expect(editKeys(release, { hold: { by: "maria", because: "too many errors: see #12" } })).toBe(
      `${release}hold:\n  by: maria\n  because: "too many errors: see #12"\n`,
    );
  });

  test("a key is taken away with what it holds", () => {
    const held = editKeys(release, { hold: { by: "maria", because: "errors" } });
    expect(editKeys(held, { hold: undefined })).toBe(release);
  });

  test("what is already so is not touched", () => {
    expect(editKeys(release, { version: "1.0.0", hold: undefined })).toBe(release);
  });

  test("odd layout still gets the right content", () => {
    const odd = "{policy: mortgage, version: 1.0.0,\n stage: assist}";
    expect(parse(editKeys(odd, { stage: "automate", hold: { by: "a", because: "b" } }))).toEqual({
      policy: "mortgage",
      version: "1.0.0",
      stage: "automate",
      hold: { by: "a", because: "b" },
    });
  });

  test("any text is written so that it is read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (by, because) => {
        expect(parse(editKeys(release, { hold: { by, because }, stage: by }))).toEqual({
          policy: "mortgage",
          version: "1.0.0",
          stage: by,
          hold: { by, because },
        });
      }),
    );
  });

  test("what is not a mapping is refused", () => {
    expect(() => editKeys("- a", { b: 1 })).toThrow("not a YAML mapping");
    expect(() => editKeys("", { b: 1 })).toThrow("not a YAML mapping");
  });
});

describe("adding an item to a list", () => {
  const cases =
    "# Examples.\npolicy: mortgage\ncases:\n  # The first.\n  - {id: a, outcome: pay}   # fine\n  - id: b\n    outcome: hold\n# The end.\n";

  test("it comes last, and nothing else moves", () => {
    expect(appendItem(cases, "cases", "id: c\noutcome: pay\n")).toBe(
      cases.replace("# The end.", "  - id: c\n    outcome: pay\n# The end."),
    );
  });

  test("the list's own indentation is kept", () => {
    expect(appendItem("cases:\n- id: a\n", "cases", "id: b")).toBe("cases:\n- id: a\n- id: b\n");
  });

  test.each(["cases: []\n", "cases:\n", "policy: x\n", "cases:\n  - id: a", "cases: [{id: a}]\n"])(
    "it fits into %j",
    (text) => {
      const before = (parse(text) as { cases?: unknown[] | null }).cases ?? [];
      const after = parse(appendItem(text, "cases", "id: b\ninput: {x: 1}\n")) as { cases: unknown[] };
      expect(after.cases).toEqual([...before, { id: "b", input: { x: 1 } }]);
    },
  );
});
