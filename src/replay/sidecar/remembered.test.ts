import { mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FileState, fileState, recall, remember } from "./remembered.ts";

const parts = [{ from: 0, to: 3, sha256: "abc" }];

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-remembered-"));
  log = join(folder, "log.ndjson");
  writeFileSync(log, "{}\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The state of the log as it is, but looked at so many seconds from now: what was just written is never trusted. */
const stateIn = async (seconds: number): Promise<FileState> => {
  const state = await fileState(log);
  return { ...state, seen: String(BigInt(state.seen) + BigInt(seconds) * 1_000_000_000n) };
};
const remembered = async () => recall(folder, log, await stateIn(60));

describe("the digest of a log", () => {
  test("is remembered while the file is as it was", async () => {
    expect(await remembered()).toEqual([]);
    await remember(folder, log, await stateIn(10), parts);
    expect(await remembered()).toEqual(parts);
  });

  test("is not trusted when it was taken within seconds of a write: another may have left the same times", async () => {
    await remember(folder, log, await stateIn(1), parts);
    expect(await remembered()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ["another size", () => writeFileSync(log, "{} \n")],
    ["another time", () => utimesSync(log, 1e9, 1e9)],
    ["the same size, and its time set back", () => writeFileSync(log, "[]\n")],
    [
      "another file in its place",
      () => {
        writeFileSync(`${log}.new`, "{}\n");
        renameSync(`${log}.new`, log);
      },
    ],
  ])("is forgotten with %s", async (what, change) => {
    const before = await stateIn(10);
    await remember(folder, log, before, parts);
    change();
    const mtime = Number(BigInt(before.mtime) / 1_000_000n) / 1000;
    if (what !== "another time") utimesSync(log, mtime, mtime);
    expect(await remembered()).toEqual([]);
  });

  test.each(["", "{", "null", '{"path":1}'])("is not taken from a file that holds %j", async (text) => {
    await remember(folder, log, await stateIn(10), parts);
    for (const name of readdirSync(folder)) if (name.endsWith(".json")) writeFileSync(join(folder, name), text);
    expect(await remembered()).toEqual([]);
  });
});
