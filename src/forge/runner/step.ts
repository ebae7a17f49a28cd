import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { actionName, inputVariables, loadAction } from "./action.ts";
import { checkout } from "./checkout.ts";
import { readCommands, readFileCommands, type Said } from "./commands.ts";
import { interpolate, type Scope } from "./expression.ts";
import { show, type Value } from "./functions.ts";
import { runProcess } from "./process.ts";
import type { Step } from "./workflow.ts";

/** What a step finds around it. */
export interface Bench {
  workspace: string;
  temp: string;
  token: string;
  server: string;
  repository: string;
  /** What the run is about: `actions/checkout` takes it unless told otherwise. */
  ref: string;
  commit: string;
  actions: ReadonlyMap<string, string>;
  /** The runner's variables, and those that earlier steps exported. */
  env: Record<string, string>;
  scope: Scope;
  /** Steps to run at the end of the job, last in first out. */
  posts: (() => Promise<StepResult>)[];
}

export interface StepResult extends Said {
  ok: boolean;
  output: string;
  outputs: Record<string, string>;
  exported: Record<string, string>;
  paths: string[];
  state: Record<string, string>;
  summary: string;
}

const FILES = ["OUTPUT", "ENV", "PATH", "STATE", "STEP_SUMMARY"] as const;

const failed = (output: string): StepResult => ({
  ok: false,
  output: `${output}\n`,
  outputs: {},
  exported: {},
  paths: [],
  state: {},
  summary: "",
  annotations: [],
  masks: [],
});

/** Runs a program as a step: with files to write commands to, which are read when it has ended. */
async function execute(
  bench: Bench,
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<StepResult> {
  const folder = join(bench.temp, `step-${Math.random().toString(36).slice(2)}`);
  await mkdir(folder, { recursive: true });
  const files = Object.fromEntries(FILES.map((name) => [`GITHUB_${name}`, join(folder, name)]));
  for (const file of Object.values(files)) await writeFile(file, "");
  const { code, output } = await runProcess(command, args, cwd, { ...bench.env, ...env, ...files });
  const [outputs, exported, paths, state, summary] = await Promise.all(
    FILES.map((name) => readFile(join(folder, name), "utf8")),
  );
  try {
    return {
      ok: code === 0,
      output: code === 0 ? output : `${output}\nError: Process completed with exit code ${code}.\n`,
      outputs: readFileCommands(outputs!),
      exported: readFileCommands(exported!),
      paths: paths!.split("\n").filter(Boolean),
      state: readFileCommands(state!),
      summary: summary!,
      ...readCommands(output),
    };
  } catch (error) {
    return failed(`${output}\nError: ${(error as Error).message}`);
  }
}

const texts = (values: Record<string, unknown> | undefined, scope: Scope) =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, interpolate(show(value as Value), scope)]),
  );

async function runScript(step: Step, bench: Bench, env: Record<string, string>): Promise<StepResult> {
  const shell = step.shell ?? "bash -e";
  const commands: Record<string, string[]> = {
    "bash -e": ["bash", "-e"],
    bash: ["bash", "--noprofile", "--norc", "-eo", "pipefail"],
    sh: ["sh", "-e"],
  };
  const [command, ...args] = commands[shell] ?? [];
  if (!command) return failed(`Error: this runner has no shell '${shell}'.`);
  const script = join(bench.temp, `script-${Math.random().toString(36).slice(2)}.sh`);
  await writeFile(script, interpolate(step.run!, bench.scope));
  const cwd = resolve(bench.workspace, interpolate(step["working-directory"] ?? ".", bench.scope));
  return execute(bench, command, [...args, script], cwd, env);
}

async function runCheckout(step: Step, bench: Bench): Promise<StepResult> {
  const given = texts(step.with, bench.scope);
  const repository = given.repository || bench.repository;
  const own = repository === bench.repository && !given.ref;
  const { code, output } = await checkout({
    server: bench.server,
    repository,
    ref: own ? bench.ref : given.ref || "HEAD",
    commit: own ? bench.commit : null,
    token: given.token || bench.token,
    depth: Number(given["fetch-depth"] ?? 1),
    workspace: bench.workspace,
    path: given.path ?? ".",
    persist: given["persist-credentials"] !== "false",
    env: bench.env,
  });
  return { ...failed(output), ok: code === 0, output };
}

async function runAction(step: Step, bench: Bench, env: Record<string, string>): Promise<StepResult> {
  const action = await loadAction(step.uses!, bench.actions, bench.workspace);
  const defaults = Object.entries(action.inputs).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, interpolate(show(value as Value), bench.scope)] as const],
  );
  const inputs = inputVariables({ ...Object.fromEntries(defaults), ...texts(step.with, bench.scope) });
  const variables = {
    ...env,
    ...inputs,
    GITHUB_ACTION_PATH: action.folder,
    GITHUB_ACTION_REPOSITORY: actionName(step.uses!),
  };
  const run = (file: string, extra = {}) =>
    execute(bench, process.execPath, [join(action.folder, file)], bench.workspace, { ...variables, ...extra });
  if (action.pre) {
    const before = await run(action.pre);
    if (!before.ok) return before;
  }
  const result = await run(action.main);
  const { post } = action;
  if (post) {
    const state = Object.fromEntries(Object.entries(result.state).map(([name, value]) => [`STATE_${name}`, value]));
    bench.posts.push(() => run(post, state));
  }
  return result;
}

/** Runs one step and gives what it left; a step that cannot be run at all has failed, with the reason in its output. */
export async function runStep(step: Step, bench: Bench): Promise<StepResult> {
  try {
    const env = texts(step.env, bench.scope);
    if (step.run !== undefined) return await runScript(step, bench, env);
    if (step.uses === undefined) return failed("Error: a step needs 'run' or 'uses'.");
    if (actionName(step.uses) === "actions/checkout") return await runCheckout(step, bench);
    return await runAction(step, bench, env);
  } catch (error) {
    return failed(`Error: ${(error as Error).message}`);
  }
}
