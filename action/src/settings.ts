import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseShard, type Shard } from "../../src/replay/index.ts";

/** What a run of the Action needs to know, from its inputs and the environment that a runner sets. */
export interface Settings {
  base: string;
  head: string;
  policies: string[];
  /** Empty: as the base's stages.yaml says. */
  logs: string[];
  token: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  serverUrl: string;
  workspace: string;
  /** Count only this share of the decisions, and write a part; undefined: all of them. */
  shard: Shard | undefined;
  /** The folder with the parts of all shares; empty: count here. */
  parts: string;
  /** Where files may be written. */
  temporary: string;
}

interface Event {
  pull_request?: { base?: { sha?: string }; head?: { sha?: string } };
  merge_group?: { base_sha?: string; head_sha?: string };
}

const commitId = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** Throws an Error that names the missing or malformed input and what to do. */
export function readSettings(env: NodeJS.ProcessEnv, input: (name: string) => string): Settings {
  const event = readEvent(env.GITHUB_EVENT_PATH);
  const shard = input("shard");
  if (shard && !parseShard(shard)) throw new Error(`Input \`shard\` is ${JSON.stringify(shard)}: write it as 3/16.`);
  if (shard && input("parts")) throw new Error("Inputs `shard` and `parts` are of two jobs: one counts, one merges.");
  return {
    base: commit("base", input("base") || event.pull_request?.base?.sha || event.merge_group?.base_sha),
    head: commit("head", input("head") || event.pull_request?.head?.sha || event.merge_group?.head_sha),
    policies: lines(input("policies")),
    logs: lines(input("logs")),
    token: required("token", input("token"), "pass the workflow's github.token"),
    repository: required("GITHUB_REPOSITORY", env.GITHUB_REPOSITORY, "a runner sets it"),
    apiUrl: env.GITHUB_API_URL ?? "https://api.github.com",
    serverUrl: env.GITHUB_SERVER_URL ?? "https://github.com",
    shard: parseShard(shard),
    parts: input("parts"),
    temporary: env.RUNNER_TEMP ?? tmpdir(),
    workspace: required("GITHUB_WORKSPACE", env.GITHUB_WORKSPACE, "a runner sets it"),
  };
}

function readEvent(path: string | undefined): Event {
  return path ? (JSON.parse(readFileSync(path, "utf8")) as Event) : {};
}

function commit(name: string, value: string | undefined): string {
  if (!value)
    throw new Error(
      `No ${name} commit: run on pull_request_target or merge_group, or pass the input \`${name}\` (a full commit id).`,
    );
  // A full id, so that what is tested is what is stated, and no option or ref name reaches git.
  if (!commitId.test(value)) throw new Error(`Input \`${name}\` is ${JSON.stringify(value)}, not a full commit id.`);
  return value;
}

function required(name: string, value: string | undefined, advice: string): string {
  if (!value) throw new Error(`${name} is missing: ${advice}.`);
  return value;
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
