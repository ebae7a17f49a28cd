import { expect, test } from "vitest";
import { parseCommand } from "./commands.ts";

test("a rollback names its policy and its reason", () => {
  expect(parseCommand("/rollback mortgage because denials doubled overnight")).toEqual({
    name: "rollback",
    policy: "mortgage",
    because: "denials doubled overnight",
  });
});

test("a resolution names the outcome; the rest of the comment is conversation", () => {
  expect(parseCommand("/resolve approve because the income was read wrong\n\nThanks, olga!")).toEqual({
    name: "resolve",
    outcome: "approve",
    because: "the income was read wrong",
  });
});

test.each([
  ["/rollback", { name: "rollback", policy: undefined, because: undefined }],
  ["/rollback mortgage", { name: "rollback", policy: "mortgage", because: undefined }],
  ["/resolve because I say so", { name: "resolve", outcome: undefined, because: "I say so" }],
])("%s lacks something, which the answer can say", (comment, expected) => {
  expect(parseCommand(comment)).toEqual(expected);
});

test.each([
  "Please /rollback mortgage because it is wrong",
  "> /rollback mortgage because it is wrong",
  " /rollback mortgage",
  "/deploy production",
  "",
])("%j is no command of ours", (comment) => {
  expect(parseCommand(comment)).toBeUndefined();
});
