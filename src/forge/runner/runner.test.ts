import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

const WORKFLOW = `
name: Replay test
on:
  pull_request_target:
    paths: ["policies/**"]
permissions:
  contents: read
  checks: write
jobs:
  replay:
    name: replay \${{ github.event_name }}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
          path: head
      - id: count
        run: |
          echo "lines=$(wc -l < head/policies/a.yaml | tr -d ' ')" >> "$GITHUB_OUTPUT"
          echo "secret is \${SECRET_OF_THE_HOST:-not there}"
      - uses: acme/replay@v1
        with:
          lines: \${{ steps.count.outputs.lines }}
          token: \${{ secrets.GITHUB_TOKEN }}
`;

const ACTION = `
name: Replay
inputs:
  lines: {required: true}
  token: {required: true}
  name: {default: acme/replay}
runs: {using: node20, main: index.js}
`;

/** An action that reports a check run with the token it is given, as ours does. */
const ACTION_CODE = `
const { appendFileSync, readFileSync } = require("node:fs");
const event = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"));
const { GITHUB_API_URL, GITHUB_REPOSITORY, INPUT_LINES, INPUT_TOKEN, INPUT_NAME } = process.env;
appendFileSync(process.env.GITHUB_STEP_SUMMARY, "Lines: " + INPUT_LINES + "\\n");
const body = { name: INPUT_NAME, head_sha: event.pull_request.head.sha, conclusion: "success" };
fetch(GITHUB_API_URL + "/repos/" + GITHUB_REPOSITORY + "/check-runs", {
  method: "POST", body: JSON.stringify(body), headers: { authorization: "Bearer " + INPUT_TOKEN },
}).then((answer) => { console.log("::notice file=policies/a.yaml,line=2::answered " + answer.status); });
`;

describe("the runner", () => {
  let town: Town;
  beforeAll(async () => {
    process.env.SECRET_OF_THE_HOST = "leaked";
    town = await aTown();
    const folder = join(town.folder, "action");
    mkdirSync(folder);
    writeFileSync(join(folder, "action.yml"), ACTION);
    writeFileSync(join(folder, "index.js"), ACTION_CODE);
    town.forge.runner.use({ "acme/replay": folder });
    await town.commit("main", { ".github/workflows/replay.yml": WORKFLOW, "policies/a.yaml": "a\n" });
    await town.commit("edit", { "policies/a.yaml": "a\nb\n" });
    await town.tom.rest.pulls.create({ ...town.repo, head: "edit", base: "main", title: "Add b" });
    await town.forge.settled();
  });
  afterAll(() => {
    delete process.env.SECRET_OF_THE_HOST;
    return town.stop();
  });

  test("runs the base branch's workflow on a pull request, with the head's files as data", () => {
    const [run] = town.forge.runner.runs();
    expect(run).toMatchObject({ workflow: ".github/workflows/replay.yml", event: "pull_request_target" });
    expect(run!.log).toContain("answered 201");
    expect(run).toMatchObject({ conclusion: "success", summary: "Lines: 2\n" });
  });

  test("gives steps nothing of the host's environment, and hides the token in the log", () => {
    const [run] = town.forge.runner.runs();
    expect(run!.log).toContain("secret is not there");
    expect(run!.log).not.toMatch(/ghs_/);
  });

  test("reports the job, and what the action reports, as github-actions", async () => {
    const { data: pull } = await town.tom.rest.pulls.get({ ...town.repo, pull_number: 1 });
    const { data } = await town.tom.rest.checks.listForRef({ ...town.repo, ref: pull.head.sha });
    const told = data.check_runs.map((it) => [it.name, it.conclusion, it.app?.slug]);
    expect(told.sort()).toEqual([
      ["acme/replay", "success", "github-actions"],
      ["replay pull_request_target", "success", "github-actions"],
    ]);
  });

  test("lists the run over REST", async () => {
    const { data } = await town.bot.rest.actions.listWorkflowRunsForRepo({
      ...town.repo,
      event: "pull_request_target",
    });
    expect(data).toMatchObject({ total_count: 1, workflow_runs: [{ status: "completed", conclusion: "success" }] });
  });

  test("leaves out what the path filter leaves out", async () => {
    await town.commit("docs", { "README.md": "other\n" });
    await town.tom.rest.pulls.create({ ...town.repo, head: "docs", base: "main", title: "Docs" });
    await town.forge.settled();
    expect(town.forge.runner.runs()).toHaveLength(1);
  });

  test("a workflow on the head branch does not run as pull_request_target", async () => {
    await town.commit("evil", {
      ".github/workflows/evil.yml": "on: pull_request_target\njobs: {x: {runs-on: x, steps: [{run: echo owned}]}}\n",
      "other.txt": "x\n",
    });
    await town.tom.rest.pulls.create({ ...town.repo, head: "evil", base: "main", title: "Evil" });
    await town.forge.settled();
    expect(town.forge.runner.runs().map((run) => run.workflow)).toEqual([".github/workflows/replay.yml"]);
  });

  test("a failing step fails the job, and says which action is not there", async () => {
    await town.commit("main", {
      ".github/workflows/push.yml": `
on: {push: {branches: [main]}}
jobs:
  first: {runs-on: x, outputs: {word: "\${{ steps.a.outputs.w }}"}, steps: [{id: a, run: 'echo w=hello >> $GITHUB_OUTPUT'}]}
  second: {runs-on: x, needs: first, steps: [{run: 'echo got \${{ needs.first.outputs.word }}'}, {uses: who/knows@v1}, {run: echo never}, {if: always(), run: echo last}]}
  third: {runs-on: x, needs: [second], steps: [{run: echo never}]}
`,
    });
    await town.forge.settled();
    const run = town.forge.runner.runs().at(-1)!;
    expect(run).toMatchObject({ event: "push", conclusion: "failure" });
    expect(run.log).toContain("got hello");
    expect(run.log).toContain("Unable to resolve action who/knows@v1");
    expect(run.log).toContain("last");
    expect(run.log).not.toContain("never");
  });

  test("starts by hand with inputs, and refuses inputs it does not know", async () => {
    await town.commit("main", {
      ".github/workflows/hand.yml": `
on: {workflow_dispatch: {inputs: {policy: {required: true}, mode: {default: dry}}}}
jobs: {go: {runs-on: x, steps: [{run: 'echo rolling back \${{ inputs.policy }} \${{ inputs.mode }}'}]}}
`,
    });
    const wish = { ...town.repo, workflow_id: "hand.yml", ref: "main" };
    const { actions } = town.maria.rest;
    await expect(actions.createWorkflowDispatch({ ...wish, inputs: { other: "x" } })).rejects.toMatchObject({
      status: 422,
    });
    await actions.createWorkflowDispatch({ ...wish, inputs: { policy: "mortgage" } });
    await town.forge.settled();
    expect(town.forge.runner.runs().at(-1)!.log).toContain("rolling back mortgage dry");
  });
});
