import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { actionlint } from "./support/actionlint.ts";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const filesOf = (folder: string, name: RegExp) =>
  readdirSync(join(root, folder))
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`);

/** Every workflow that the project runs, lays down or prints in its documents: name → text. */
const workflows: [string, string][] = [
  ...[".github/workflows", "policies-template/.github/workflows"]
    .flatMap((folder) => filesOf(folder, /\.ya?ml(\.example)?$/))
    .map((path): [string, string] => [path, read(path)]),
  ...filesOf("docs", /\.md$/).flatMap((path) =>
    [...read(path).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
      .map(([, block]): [string, string] => [path, block!])
      .filter(([, block]) => /^jobs:/m.test(block)),
  ),
];

describe("actionlint finds nothing in", () => {
  test.each(workflows)("%s", async (_, text) => {
    expect(await actionlint(text)).toEqual([]);
  });
});

describe("actionlint finds", () => {
  const [, good] = workflows.find(([path]) => path.endsWith("replay-test.yml"))!;

  test.each([
    ["an event that does not exist", "pull_request_target:", "pull_request_targets:", /unknown Webhook event/],
    ["a misspelt input of an action", "ref:", "reff:", /input "reff" is not defined/],
    ["an expression that leads nowhere", "github.token", "github.tokn", /property "tokn" is not defined/],
    ["a permission that does not exist", "checks: write", "check: write", /unknown permission scope "check"/],
    ["a job without steps", /steps:[\s\S]*/, "", /"steps" section is missing/],
  ])("%s", async (_, from, to, message) => {
    const broken = good.replace(from, to);
    expect(broken).not.toBe(good);
    expect((await actionlint(broken)).join("\n")).toMatch(message);
  });
});

/** https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax, as far as a JavaScript action uses it. */
const metadata = {
  type: "object",
  required: ["name", "description", "runs"],
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    author: { type: "string" },
    description: { type: "string" },
    branding: { type: "object" },
    inputs: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["description", "required"],
        additionalProperties: false,
        properties: {
          description: { type: "string" },
          required: { type: "boolean" },
          default: { type: "string" },
          deprecationMessage: { type: "string" },
        },
      },
    },
    outputs: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["description"],
        additionalProperties: false,
        properties: { description: { type: "string" } },
      },
    },
    runs: {
      type: "object",
      required: ["using", "main"],
      additionalProperties: false,
      properties: { using: { enum: ["node20", "node24"] }, main: { type: "string" }, post: { type: "string" } },
    },
  },
};

describe("action.yml", () => {
  const action = parse(read("action/action.yml"));
  const inputs = Object.keys(action.inputs);

  test("is what GitHub takes, and what it runs is there", () => {
    const ajv = new Ajv2020({ allErrors: true });
    ajv.validate(metadata, action);
    expect(ajv.errors).toBeNull();
    expect(existsSync(join(root, "action", action.runs.main))).toBe(true);
  });

  test("has defaults that GitHub can evaluate", async () => {
    const entries = Object.entries<{ default?: string }>(action.inputs).filter(([, input]) => input.default);
    const env = Object.fromEntries(entries.map(([name, input]) => [name, input.default]));
    const job = { "runs-on": "ubuntu-latest", steps: [{ run: "true", env }] };
    expect(await actionlint(JSON.stringify({ on: "push", jobs: { job } }))).toEqual([]);
  });

  test("names the inputs that the Action reads, and no other", () => {
    const sources = filesOf("action/src", /\.ts$/).map(read).join("\n");
    const reads = [...sources.matchAll(/\binput\("([\w-]+)"\)/g)].map(([, name]) => name!);
    expect([...new Set(reads)].sort()).toEqual(inputs.toSorted());
  });

  test("is what docs/replay.md tells of it", () => {
    const doc = read("docs/replay.md");
    const table = (head: string) =>
      [
        ...doc
          .slice(doc.indexOf(`| ${head} | |`))
          .split("\n\n")[0]!
          .matchAll(/^\| `([\w-]+)` \|/gm),
      ].map(([, name]) => name);
    expect(table("input")).toEqual(inputs);
    expect(table("output")).toEqual(Object.keys(action.outputs));
  });

  test("names the inputs that the workflows pass, which actionlint does not know", () => {
    const steps = workflows.flatMap(([, text]) =>
      Object.values<{ steps: { uses?: string; with?: object }[] }>(parse(text).jobs).flatMap((job) => job.steps),
    );
    const ours = steps.filter(({ uses }) => uses?.startsWith("countersign/countersign/action@"));
    expect(ours).not.toEqual([]);
    for (const step of ours) expect(inputs).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });
});

const expression = (path: string) => `\${{ ${path} }}`;

test("the sharded workflow counts every share once, and merges what its jobs upload", () => {
  const { jobs } = parse(read("policies-template/.github/workflows/replay-test-sharded.yml.example"));
  const { shard } = jobs.part.strategy.matrix;
  expect(shard).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  const [, count, upload] = jobs.part.steps;
  expect(count).toMatchObject({ id: "count", with: { shard: `${expression("matrix.shard")}/${shard.length}` } });
  expect(upload.with).toMatchObject({ path: expression("steps.count.outputs.part") });
  const [, download, merge] = jobs.replay.steps;
  expect(jobs.replay.needs).toBe("part");
  expect(upload.with.name).toBe(download.with.pattern.replace("*", expression("matrix.shard")));
  expect(merge.with.parts).toBe(download.with.path);
  // Only the job that reports may write.
  expect(jobs.part.permissions).toBeUndefined();
  expect(jobs.replay.permissions).toEqual({ contents: "read", checks: "write" });
});
