import { expect, test } from "vitest";
import type { Repository, Tree } from "../../repository/repository.ts";
import { readReleases } from "./read-releases.ts";

const PATH = "policies/mortgage/release.yaml";
const release = (version: string, stage: string) => `policy: mortgage\nversion: ${version}\nstage: ${stage}\n`;
const tree = (text: string | undefined): Tree => new Map(text ? [[PATH, { id: text, mode: "100644" }]] : []);

async function read(from: string | undefined, to: string, versions: string[]) {
  const repository = { blob: async (id: string) => id, history: async () => [] } as unknown as Repository;
  const tags = async () => versions.map((version) => ({ name: `mortgage/v${version}`, commit: "c" }));
  return readReleases(repository, [PATH], "base", tree(from), tree(to), tags);
}

test("a version that was never tagged cannot be live", async () => {
  const { findings, releases } = await read(release("1.0.0", "assist"), release("9.0.0", "optimize"), ["1.0.0"]);
  expect(findings.map(({ severity, message, file }) => [severity, message, file])).toEqual([
    [
      "error",
      "There is no version 9.0.0 of mortgage: no tag mortgage/v9.0.0. Only what was approved and tagged can be live.",
      PATH,
    ],
  ]);
  expect(releases).toMatchObject([{ kind: "promotion", to: { version: "9.0.0" } }]);
});

test.each([
  [undefined, release("1.0.0", "assist"), ["1.0.0"]],
  [release("1.0.0", "automate"), release("1.1.0", "assist"), ["1.0.0", "1.1.0"]],
  // What is live already is nothing that this change makes live.
  [release("1.0.0", "automate"), release("1.0.0", "assist"), []],
])("one that was can, and what is live can climb and fall", async (from, to, versions) => {
  expect((await read(from, to, versions)).findings).toEqual([]);
});
