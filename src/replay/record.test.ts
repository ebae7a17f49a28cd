import { describe, expect, test } from "vitest";
import { parseJsonExact } from "../policy/index.ts";
import { isMasked, toRecord } from "./record.ts";

describe("a decision record", () => {
  test.each([
    [[], "malformed"],
    [null, "malformed"],
    ["text", "malformed"],
    [{ input: {} }, "no_decision_id"],
    [{ decision_id: "", input: {} }, "no_decision_id"],
    [{ decision_id: true, input: {} }, "no_decision_id"],
    [{ decision_id: "a" }, "no_input"],
    [{ decision_id: "a", input: null }, "no_input"],
    [{ decision_id: "a", input: [1] }, "no_input"],
  ])("%j is not one: %s", (value, reason) => {
    expect(toRecord(value)).toMatchObject({ reason });
  });

  test("fields of the wrong type are as good as absent, and a number will do as an id", () => {
    const record = toRecord({ decision_id: 7, input: { a: 1 }, human_outcome: 1, masked: "/input/a", segments: 3 });
    expect(record).toEqual({ decision_id: "7", input: { a: 1 }, rule: null });
  });
});

test.each([
  ["9007199254740993", "9007199254740993"],
  ["1234567890123456789", "1234567890123456789"],
  ["7.0", "7"],
])("an id that is the number %s is told from the next one", (number, id) => {
  expect(toRecord(parseJsonExact(`{"decision_id": ${number}, "input": {}}`))).toMatchObject({ decision_id: id });
});

test.each([
  [["/input/amount"], true],
  [["/input/amount/value"], true],
  [["/input"], true],
  [["/input/name"], false],
  [["/segments/amount"], false],
  [["/input/a~1b"], true],
  [undefined, false],
])("masked %j hides an input of the policy: %s", (masked, hidden) => {
  expect(isMasked({ decision_id: "a", input: {}, masked }, new Set(["amount", "a/b"]))).toBe(hidden);
});
