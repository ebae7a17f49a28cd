import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { CheckRun } from "../src/github.ts";

const bundle = join(import.meta.dirname, "../dist/index.mjs");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Files of a commit: text or bytes, or a link to somewhere; null takes the file away. */
export type Files = Record<string, string | { link: string } | null>;

/** A repository as GitHub holds it, with a pull request: a base branch, and commits that only a sha can reach. */
export class Origin {
  readonly folder: string;
  readonly bare: string;
  readonly #work: string;

  constructor(base: Files) {
    this.folder = mkdtempSync(join(tmpdir(), "countersign-action-"));
    folders.push(this.folder);
    this.bare = join(this.folder, "origin.git");
    this.#work = join(this.folder, "author");
    this.#run(this.folder, "init", "--quiet", "--bare", "-b", "main", this.bare);
    this.#run(this.folder, "clone", "--quiet", this.bare, this.#work);
    this.commit("main", base);
  }

  /** Commits files on a branch (a new one starts at main) and pushes it; the commit's id. */
  commit(branch: string, files: Files): string {
    const exists = this.git("branch", "--list", branch) !== "";
    if (this.git("branch", "--show-current") !== branch)
      this.git("switch", "--quiet", ...(exists ? [branch] : ["-c", branch]));
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.#work, path);
      rmSync(file, { recursive: true, force: true });
      if (content === null) continue;
      mkdirSync(dirname(file), { recursive: true });
      if (typeof content === "string") writeFileSync(file, content);
      else symlinkSync(content.link, file);
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "-m", "change");
    const id = this.git("rev-parse", "HEAD");
    this.git("push", "--quiet", "origin", branch === "main" ? "main" : `HEAD:refs/pull/1/${branch}`);
    return id;
  }

  /** Writes an object without git's looking at it; its id. */
  object(type: "blob" | "tree", content: string | Buffer): string {
    return this.#run(this.#work, "hash-object", "-t", type, "-w", "--stdin", "--literally", Buffer.from(content));
  }

  /** A tree of raw entries, with names that no working tree could hold. */
  tree(entries: Iterable<RawEntry>): string {
    const parts = [...entries].map(({ mode, name, id }) =>
      Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, "hex")]),
    );
    return this.object("tree", Buffer.concat(parts));
  }

  /** A head whose top folder is that of main with raw entries put in or replaced. */
  plant(...entries: RawEntry[]): string {
    const kept = this.git("ls-tree", "main")
      .split("\n")
      .map((line): RawEntry => {
        const [, mode, id, name] = /^0*(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line)!;
        return { mode: mode!, id: id!, name: name! };
      })
      .filter(({ name }) => entries.every((entry) => entry.name !== name));
    // Git sorts a folder as if its name ended in a slash.
    const key = ({ name, mode }: RawEntry) =>
      Buffer.concat([Buffer.from(name), Buffer.from(mode === "40000" ? "/" : "")]);
    const sorted = [...kept, ...entries].sort((a, b) => key(a).compare(key(b)));
    const commit = this.git("commit-tree", "-p", "main", "-m", "change", this.tree(sorted));
    this.git("push", "--quiet", "origin", `${commit}:refs/pull/1/planted`);
    return commit;
  }

  /** Runs git in the author's clone. */
  git(...args: string[]): string {
    return this.#run(this.#work, ...args);
  }

  #run(cwd: string, ...given: (string | Buffer)[]): string {
    const identity = ["-c", "user.name=tom", "-c", "user.email=tom@example.com", "-c", "commit.gpgsign=false"];
    const args = given.filter((arg) => typeof arg === "string");
    const input = given.find((arg) => typeof arg !== "string");
    return execFileSync("git", [...identity, ...args], {
      cwd,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
      ...(input ? { input } : {}),
    }).trim();
  }

  /** What a runner does on pull_request_target: checks out the base, shallow, and runs the built Action. */
  async run({
    base,
    head,
    inputs = {},
  }: {
    base: string;
    head: string;
    inputs?: Record<string, string>;
  }): Promise<Run> {
    const workspace = mkdtempSync(join(this.folder, "workspace-"));
    this.#run(workspace, "clone", "--quiet", "--depth=1", `file://${this.bare}`, ".");
    const event = join(this.folder, "event.json");
    writeFileSync(event, JSON.stringify({ pull_request: { base: { sha: base }, head: { sha: head } } }));
    const summary = join(workspace, "..", "summary.md");
    const output = join(workspace, "..", "output");
    const trace = join(workspace, "..", "trace");
    for (const file of [summary, output, trace]) writeFileSync(file, "");
    const github = await standIn((a, b) => {
      try {
        return this.git("merge-base", a, b);
      } catch {
        return undefined;
      }
    });
    const env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: "pull_request_target",
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: "acme/policies",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: this.folder,
      GIT_TRACE: trace,
      INPUT_POLICIES: "policies/*/policy.yaml",
      INPUT_TOKEN: "ghs_secret",
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    };
    const { code, log } = await execute(env, workspace);
    github.stop();
    return {
      code,
      log,
      checks: github.checks,
      authorized: github.authorized,
      summary: readFileSync(summary, "utf8"),
      outputs: outputs(readFileSync(output, "utf8")),
      git: [...readFileSync(trace, "utf8").matchAll(/trace: (?:built-in|exec|run_command): (.*)/g)].map(
        ([, it]) => it!,
      ),
      left: this.#run(workspace, "status", "--porcelain"),
    };
  }
}

/** An entry of a tree as git stores it; the id is of an object that is there. */
export interface RawEntry {
  mode: "100644" | "120000" | "160000" | "40000" | (string & {});
  name: string | Buffer;
  id: string;
}

export interface Run {
  code: number | null;
  log: string;
  checks: CheckRun[];
  /** The authorization header of every request. */
  authorized: string[];
  summary: string;
  outputs: Record<string, string>;
  /** The git commands that ran, those that git started itself among them. */
  git: string[];
  /** What the run changed in the checkout. */
  left: string;
}

function execute(env: NodeJS.ProcessEnv, cwd: string): Promise<{ code: number | null; log: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bundle], { env, cwd });
    let log = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        log += data;
      });
    child.on("close", (code) => resolve({ code, log }));
  });
}

/** The two endpoints of GitHub that the Action calls. */
async function standIn(mergeBase: (a: string, b: string) => string | undefined) {
  const checks: CheckRun[] = [];
  const authorized: string[] = [];
  const server = createServer(async (request, response) => {
    authorized.push(request.headers.authorization ?? "");
    let body = "";
    for await (const chunk of request) body += chunk;
    const compared = /^\/repos\/acme\/policies\/compare\/([0-9a-f]+)\.\.\.([0-9a-f]+)\?/.exec(request.url ?? "");
    const answer = (status: number, json: unknown) => response.writeHead(status).end(JSON.stringify(json));
    const sha = compared && mergeBase(compared[1]!, compared[2]!);
    if (sha) return answer(200, { merge_base_commit: { sha } });
    if (request.url !== "/repos/acme/policies/check-runs") return answer(404, { message: "Not Found" });
    checks.push(JSON.parse(body));
    answer(201, { id: checks.length });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, checks, authorized, stop: () => server.close() };
}

/** The file format of GITHUB_OUTPUT: `name<<delimiter`, value, delimiter. */
function outputs(file: string): Record<string, string> {
  return Object.fromEntries(
    [...file.matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );
}
