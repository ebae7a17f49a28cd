import { describe, expect, test } from "vitest";
import { condition, evaluate, interpolate, type Scope } from "./expression.ts";

const open = "$" + "{{";
const scope: Scope = {
  status: "success",
  contexts: {
    github: {
      event: { pull_request: { labels: [{ name: "bug" }, { name: "docs" }], draft: false } },
      ref: "refs/heads/main",
    },
    env: { NAME: "x" },
  },
};
const failing: Scope = { ...scope, status: "failure" };

describe("workflow expressions", () => {
  test.each([
    ["github.ref == 'REFS/heads/main'", true],
    ["github.event.pull_request.labels.*.name", ["bug", "docs"]],
    ["contains(github.event.pull_request.labels.*.name, 'docs')", true],
    ["github['ref']", "refs/heads/main"],
    ["github.nothing.at.all", null],
    ["github.event.pull_request.draft || 'fallback'", "fallback"],
    ["env.NAME != 'x' && 1 || 2", 2],
    ["'it''s'", "it's"],
    ["!(1 < 2)", false],
    ["format('{0}-{1} {{}}', 'a', 2)", "a-2 {}"],
    ["startsWith(github.ref, 'refs/heads/')", true],
    ["fromJSON('[1,2]')[1]", 2],
  ])("%s", (text, value) => {
    expect(evaluate(text, scope)).toEqual(value);
  });

  test("stand inside texts", () => {
    expect(interpolate(`on ${open} github.ref }}, ${open} github.none }}.`, scope)).toBe("on refs/heads/main, .");
  });

  test("an `if` asks that nothing failed, unless it says otherwise", () => {
    expect(condition("env.NAME == 'x'", scope)).toBe(true);
    expect(condition("env.NAME == 'x'", failing)).toBe(false);
    expect(condition(`${open} always() && env.NAME == 'x' }}`, failing)).toBe(true);
    expect(condition(undefined, failing)).toBe(false);
  });

  test("say what is wrong with them", () => {
    expect(() => evaluate("github.ref ==", scope)).toThrow("Unexpected end in the expression 'github.ref =='");
    expect(() => evaluate("hashFiles('x')", scope)).toThrow("There is no function hashFiles");
    expect(() => evaluate("a # b", scope)).toThrow("Unexpected '#'");
  });
});
