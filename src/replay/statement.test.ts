import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readStatement, type Statement, stateLogs, statementBlock, statementId } from "./statement.ts";

const statement: Statement = {
  statement: "countersign-replay/v1",
  engine: "1.2.3",
  base: "b".repeat(40),
  head: "a".repeat(40),
  policies: [],
  rules: [],
  logs: stateLogs(new Map([["policies/x/decisions/```json\n{}\n```.ndjson", "0".repeat(64)]])),
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

test("a year of daily logs has one digest, that of what sha256sum prints, and only the first are named", () => {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const days = Array.from({ length: 365 }, (_, day) => `logs/${String(day).padStart(3, "0")}.ndjson`);
  const stated = stateLogs(new Map(days.toReversed().map((path) => [path, hash(path)])));
  expect(stated).toMatchObject({ count: 365, sha256: hash(days.map((path) => `${hash(path)}  ${path}\n`).join("")) });
  expect(stated.named.map(({ path }) => path)).toEqual(days.slice(0, 50));
});
