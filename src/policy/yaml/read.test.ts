import { describe, expect, test } from "vitest";
import { Decimal } from "../value/decimal.ts";
import { readYaml } from "./read.ts";

const place = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;

describe("a YAML file as data", () => {
  test("the core schema of YAML 1.2: yes is text, dates are text, numbers keep their digits", () => {
    const { data, findings } = readYaml("a: yes\nb: 2024-02-29\nc: 9007199254740993\nd: 0x10\ne: 0.10\nf: ~\n1.0: g\n");
    expect(findings).toEqual([]);
    expect(data).toEqual({
      a: "yes",
      b: "2024-02-29",
      c: new Decimal("9007199254740993"),
      d: 16,
      e: 0.1,
      f: null,
      "1.0": "g",
    });
  });

  test("anchors and aliases are followed", () => {
    expect(readYaml("a: &x {b: 1}\nc: *x\n").data).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });

  test.each([
    ["a: [1", "1:6 yaml-syntax"],
    ["a: 1\na: 2\n", "2:1 duplicate-key"],
    ["a: *b\n", "1:4 unknown-alias"],
    ["a: .inf\n", "1:4 not-a-number"],
    ["? [a]\n: 1\n", "1:3 key-not-text"],
    ["__proto__: {polluted: true}\n", "1:1 reserved-name"],
    ["a: 1\n---\nb: 2\n", "2:1 yaml-syntax"],
  ])("%j: %s", (text, expected) => {
    const [finding] = readYaml(text, { file: "x.yaml" }).findings;
    expect(`${finding?.line}:${finding?.column} ${finding?.code}`).toBe(expected);
    expect(finding?.file).toBe("x.yaml");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("an empty file is null, and a schema may want more", () => {
    expect(readYaml("").data).toBeNull();
    const { findings } = readYaml("", { schema: { $id: "x", type: "object" } });
    expect(findings[0]?.message).toBe("This file must be a mapping (key: value), not empty.");
  });
});

describe("places", () => {
  const text = `top:\n  list:\n    - {a: "x \\"y\\" z", b: 'it''s'}\n    - plain text\n  a/b: |\n    block\n  folded: >-\n    if one\n      then\n    else\n`;
  const { locate } = readYaml(text);
  test.each([
    ["/top", {}, "2:3"],
    ["/top", { key: true }, "1:1"],
    ["/top/list/0/a", {}, "3:11"],
    ["/top/list/0/a", { key: true }, "3:8"],
    ["/top/list/0/a", { inside: 2 }, "3:14"],
    ["/top/list/0/a", { inside: 3 }, "3:16"],
    ["/top/list/0/b", { inside: 3 }, "3:32"],
    ["/top/list/1", { inside: 6 }, "4:13"],
    ["/top/a~1b", { key: true }, "5:3"],
    ["/top/a~1b", { inside: 3 }, "6:8"],
    ["/top/folded", { inside: 9 }, "9:7"],
    ["/top/list/7/deeper", {}, "3:5"],
    ["/nowhere", {}, "1:1"],
  ])("%s %j is at %s", (pointer, options, expected) => expect(place(locate(pointer, options))).toBe(expected));
});
