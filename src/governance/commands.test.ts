import { expect, test } from "vitest";
import { COMMANDS, type CommandName, parseCommand, usageIfLacking } from "./commands.ts";

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
  "/etc/passwd is missing",
  "/ hold because of this",
  "",
])("%j is no command of ours", (comment) => {
  expect(parseCommand(comment)).toBeUndefined();
});

test.each([
  ["/explain", { name: "explain" }],
  ["/recheck please", { name: "recheck" }],
  ["/hold because the quarter closes", { name: "hold", because: "the quarter closes" }],
  ["/unhold", { name: "unhold", more: false }],
  ["/unhold because the audit is over", { name: "unhold", more: false }],
  ["/object because nobody asked the branch", { name: "object", withdrawn: false, because: "nobody asked the branch" }],
  ["/object withdrawn", { name: "object", withdrawn: true, because: undefined }],
  ["/break-glass because payments stand still", { name: "break-glass", because: "payments stand still" }],
  ["/hold it for me please", { name: "hold", because: undefined }],
  ["/deploy production", { name: "unknown", said: "deploy" }],
])("%s", (comment, expected) => {
  expect(parseCommand(comment)).toEqual(expected);
});

test.each(["/unhold tomorrow", "/unhold only when legal has answered", "/unhold is what you need to say"])(
  "%s does not mean now, so it lifts nothing",
  (comment) => {
    expect(usageIfLacking(parseCommand(comment) as never)).toBe("/unhold");
  },
);

test("what changes something needs a reason; every usage that is told is understood", () => {
  const lacking = (comment: string) => usageIfLacking(parseCommand(comment) as never);
  expect(lacking("/hold")).toBe("/hold because <reason>");
  expect(lacking("/object")).toBe("/object because <reason>");
  expect(lacking("/object withdrawn")).toBeUndefined();
  expect(lacking("/explain")).toBeUndefined();
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    expect(parseCommand(COMMANDS[name].usage)?.name).toBe(name);
    expect(lacking(COMMANDS[name].usage)).toBeUndefined();
  }
});

test("an answer is all that its first line says", () => {
  expect(parseCommand("/answer Fine by us, because the branches know.\n\nThanks")).toEqual({
    name: "answer",
    because: "Fine by us, because the branches know.",
  });
  expect(parseCommand("/answer because the branches know")).toEqual({ name: "answer", because: "the branches know" });
  expect(usageIfLacking({ name: "answer", because: undefined })).toContain("/answer <");
  expect(parseCommand("/answering machine")).toEqual({ name: "unknown", said: "answering" });
});
