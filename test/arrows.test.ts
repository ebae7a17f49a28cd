import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../src");

/** From the ground up: a folder imports only folders that stand before it. */
const order = ["text", "policy", "replay", "governance", "repository", "ledger", "bot", "forge", "site", "cli"];
/** Folders that nothing below the command line may lean on, and that lean on nothing of ours. */
const apart = ["forge"];

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g)].map((match) =>
    resolve(dirname(file), match[1]!),
  );
}

const folderOf = (file: string) => relative(src, file).split("/")[0]!;

/** Every import that points up the list, into a folder that stands apart, or out of `src`. */
export function wrongArrows(files: string[]): string[] {
  return files.flatMap((file) => {
    const from = folderOf(file);
    return importsOf(file)
      .filter((target) => {
        const to = folderOf(target);
        if (to === from || target.endsWith(".json")) return false;
        if (to.endsWith(".ts")) return true;
        if (apart.includes(from)) return true;
        if (apart.includes(to)) return from !== "cli";
        return !(order.indexOf(to) >= 0 && order.indexOf(to) < order.indexOf(from));
      })
      .map((target) => `${relative(src, file)} must not import ${relative(src, target)}`);
  });
}

describe("the arrow rule: a folder imports only folders that stand above it", () => {
  const files = sources(src).filter((file) => folderOf(file) !== "index.ts");

  test("every folder of src has its place in the order", () => {
    const folders = new Set(files.map(folderOf));
    expect([...folders].filter((folder) => !order.includes(folder))).toEqual([]);
  });

  test("no import points the wrong way", () => {
    expect(wrongArrows(files)).toEqual([]);
  });

  test("the published entry gives the policy language and nothing that does I/O", () => {
    expect(importsOf(join(src, "index.ts")).map(folderOf)).toEqual(["policy"]);
  });
});
