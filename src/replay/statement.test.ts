import { expect, test } from "vitest";
import { readStatement, type Statement, statementBlock, statementId } from "./statement.ts";

const statement: Statement = {
  statement: "countersign-replay/v1",
  engine: "1.2.3",
  base: "b".repeat(40),
  head: "a".repeat(40),
  policies: [],
  logs: [{ path: "policies/x/decisions/```json\n{}\n```.ndjson", sha256: "0".repeat(64) }],
  verdict: "pass",
};

test("a statement is read back from the end of a check run's text", () => {
  const text = `What was tested:\n\n\`\`\`json\n{}\n\`\`\`\n\n${statementBlock(statement)}`;
  expect(readStatement("countersign-replay/v1", text, statementId(statement))).toEqual(statement);
});

test("a statement that was edited, cut or left out proves nothing", () => {
  const id = statementId(statement);
  const text = statementBlock<Statement>({ ...statement, verdict: "fail" });
  expect(readStatement("countersign-replay/v1", text, id)).toBeUndefined();
  expect(readStatement("countersign-replay/v1", statementBlock(statement).slice(0, -10), id)).toBeUndefined();
  expect(readStatement("countersign-replay/v1", "", id)).toBeUndefined();
  expect(readStatement("countersign-replay/v1", statementBlock(statement), "countersign-replay/v1:0")).toBeUndefined();
});
