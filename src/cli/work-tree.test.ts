import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LIMITS } from "../policy/index.ts";
import { workTree } from "./work-tree.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-files-"));
  mkdirSync(join(folder, "policies/ä"), { recursive: true });
  writeFileSync(join(folder, "policies/ä/policy.yaml"), "policy: ä\n");
  writeFileSync(join(folder, "ignored.log"), "x");
  writeFileSync(join(folder, ".gitignore"), "*.log\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = () => execFileSync("git", ["init", "-q"], { cwd: folder });

test("outside Git, every file", () => {
  expect(workTree(folder).paths).toEqual([".gitignore", "ignored.log", "policies/ä/policy.yaml"]);
});

test("in Git, what Git knows or would add, names with umlauts too", () => {
  git();
  const files = workTree(folder);
  expect(files.paths).toEqual([".gitignore", "policies/ä/policy.yaml"]);
  expect(files.read("policies/ä/policy.yaml")).toBe("policy: ä\n");
});

test("in a folder that the work tree around it ignores, every file", () => {
  git();
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "out/a.txt"), "");
  writeFileSync(join(folder, ".gitignore"), "out/\n");
  expect(workTree(join(folder, "out")).paths).toEqual(["a.txt"]);
});

test.each([
  ["in Git", true],
  ["outside Git", false],
])("%s, what a link leads to is never read", (_, inGit) => {
  if (inGit) git();
  const secret = join(folder, "..", "secret-of-another-folder.yaml");
  symlinkSync(secret, join(folder, "policies/link.yaml"));
  symlinkSync("/", join(folder, "policies/root"));
  const files = workTree(folder);
  expect(files.paths.filter((path) => path.includes("link") || path.includes("root"))).toEqual([]);
  expect(files.read("policies/link.yaml")).toBeUndefined();
  expect(files.read("../secret-of-another-folder.yaml")).toBeUndefined();
});

test("of a huge file only so much is read as shows that it is too large", () => {
  writeFileSync(join(folder, "big.yaml"), Buffer.alloc(40_000_000, "x"));
  const text = workTree(folder).read("big.yaml")!;
  expect(text.length).toBeGreaterThan(LIMITS.fileLength);
  expect(text.length).toBeLessThan(20_000_000);
});

test("a folder that is not there cannot be read", () => {
  expect(() => workTree(join(folder, "nowhere"))).toThrow("ENOENT");
});
