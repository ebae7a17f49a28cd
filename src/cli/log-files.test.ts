import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { logFiles } from "./log-files.ts";

let folder: string;
const home = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-files-"));
  process.chdir(folder);
  mkdirSync("logs/old", { recursive: true });
  for (const name of ["logs/b.ndjson", "logs/a.ndjson", "logs/old/c.ndjson", "logs/notes.txt"])
    writeFileSync(name, name);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const names = (...logs: string[]) => logFiles(logs).map(({ name }) => name);

test("names and globs, those of a glob by their names; sizes in bytes", () => {
  expect(names("logs/old/c.ndjson", "logs/*.ndjson")).toEqual(["logs/old/c.ndjson", "logs/a.ndjson", "logs/b.ndjson"]);
  expect(names("./logs/**/*.ndjson")).toEqual(["logs/a.ndjson", "logs/b.ndjson", "logs/old/c.ndjson"]);
  expect(logFiles(["logs/a.ndjson", "-", "-"])).toEqual([
    { name: "logs/a.ndjson", size: 13 },
    { name: "-", size: undefined },
  ]);
});

test("a file under several names is read once: its decisions would weigh twice", () => {
  symlinkSync("a.ndjson", "logs/link.ndjson");
  linkSync("logs/a.ndjson", "hard.ndjson");
  expect(
    names("./logs/a.ndjson", "logs/a.ndjson", join(folder, "logs/a.ndjson"), "hard.ndjson", "logs/*.ndjson"),
  ).toEqual(["./logs/a.ndjson", "logs/b.ndjson"]);
});

test("a glob finds what links lead to, also in folders, and goes round in no circle", () => {
  mkdirSync("kept");
  writeFileSync("kept/d.ndjson", "d");
  symlinkSync("../kept/d.ndjson", "logs/d.ndjson");
  symlinkSync("../kept", "logs/kept");
  symlinkSync("..", "logs/circle");
  expect(names("logs/?.ndjson")).toEqual(["logs/a.ndjson", "logs/b.ndjson", "logs/d.ndjson"]);
  expect(names("logs/*/*.ndjson")).toEqual(["logs/kept/d.ndjson", "logs/old/c.ndjson"]);
  expect(names("logs/**/d.ndjson")).toHaveLength(1);
});

test("a name with characters of a glob is that of the file, where there is one", () => {
  writeFileSync("logs/[a]*.ndjson", "");
  expect(names("logs/[a]*.ndjson")).toEqual(["logs/[a]*.ndjson"]);
});

test("what is not there is named, a link to nothing in a glob too", () => {
  expect(() => names("logs/x.ndjson")).toThrow("logs/x.ndjson: the log cannot be read: no such file");
  expect(() => names("logs/*.csv")).toThrow("logs/*.csv: the log cannot be read: no file matches");
  expect(() => names("nowhere/*")).toThrow("no file matches");
  expect(() => names("logs")).toThrow("logs: a folder; name the log files in it, or write logs/**");
  symlinkSync("gone", "logs/z.ndjson");
  expect(() => names("logs/*.ndjson")).toThrow("logs/z.ndjson: the log cannot be read: no such file");
});
