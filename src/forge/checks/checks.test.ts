import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, installationClient, MANIFEST, type Town } from "../../../test/support/forge.ts";

describe("check runs", () => {
  let town: Town;
  let head_sha: string;
  beforeAll(async () => {
    town = await aTown();
    head_sha = await town.commit("change", { "a.txt": "1\n" });
    await town.forge.settled();
  });
  afterAll(() => town.stop());

  const create = async (more: object) =>
    (await town.bot.rest.checks.create({ ...town.repo, name: "approvals", head_sha, ...more })).data;

  test("begin queued, run, complete; the app hears of the first and the last, and of its suite", async () => {
    const from = town.hooks.length;
    const run = await create({});
    expect(run).toMatchObject({ status: "queued", conclusion: null, completed_at: null });
    const one = { ...town.repo, check_run_id: run.id };
    await town.bot.rest.checks.update({ ...one, status: "in_progress" });
    const { data } = await town.bot.rest.checks.update({ ...one, conclusion: "action_required" });
    expect(data).toMatchObject({ status: "completed", completed_at: expect.any(String) });
    await town.forge.settled();
    expect(town.hooks.slice(from).map((hook) => `${hook.name} ${hook.payload.action}`)).toEqual([
      "check_run created",
      "check_run completed",
      "check_suite completed",
    ]);
  });

  test("need a conclusion to be complete, and a commit that is there", async () => {
    await expect(create({ status: "completed" })).rejects.toMatchObject({ status: 422 });
    await expect(create({ conclusion: "fine" })).rejects.toMatchObject({ status: 422 });
    await expect(create({ head_sha: "1".repeat(40) })).rejects.toMatchObject({ status: 422 });
    const long = { title: "t", summary: "x".repeat(65_536) };
    await expect(create({ conclusion: "success", output: long })).rejects.toMatchObject({ status: 422 });
  });

  test("gather annotations, fifty at a time", async () => {
    const annotation = { path: "a.txt", start_line: 1, end_line: 1, annotation_level: "notice" as const, message: "m" };
    const output = { title: "t", summary: "s", annotations: [annotation] };
    const run = await create({ name: "notes", output, conclusion: "neutral" });
    const one = { ...town.repo, check_run_id: run.id };
    const { data } = await town.bot.rest.checks.update({ ...one, output });
    expect(data.output.annotations_count).toBe(2);
    const many = { ...output, annotations: Array.from({ length: 51 }, () => annotation) };
    await expect(town.bot.rest.checks.update({ ...one, output: many })).rejects.toMatchObject({ status: 422 });
    expect((await town.bot.rest.checks.listAnnotations(one)).data).toHaveLength(2);
  });

  test("are listed newest of each name, or all", async () => {
    await create({ conclusion: "success" });
    const list = async (more: object) =>
      (await town.bot.rest.checks.listForRef({ ...town.repo, ref: "change", ...more })).data.check_runs;
    expect((await list({ check_name: "approvals" })).map((it) => it.conclusion)).toEqual(["success"]);
    expect(await list({ check_name: "approvals", filter: "all" })).toHaveLength(2);
    expect(await list({ app_id: 1 })).toEqual([]);
  });

  test("belong to one app: no other may change them, and only it is asked to run again", async () => {
    const { forge, repo } = town;
    const app = forge.registerApp({ manifest: { ...MANIFEST, name: "Other" }, webhookUrl: null, owner: "acme" });
    const { installationId } = forge.installApp({ appId: app.appId, owner: "acme", repositories: ["loans"] });
    const other = await installationClient(forge, app, installationId);
    const { data } = await other.rest.checks.listForRef({ ...repo, ref: "change", check_name: "approvals" });
    const check_run_id = data.check_runs[0]!.id;
    await expect(other.rest.checks.update({ ...repo, check_run_id, conclusion: "success" })).rejects.toMatchObject({
      status: 403,
    });
    await town.tom.rest.checks.rerequestRun({ ...repo, check_run_id });
    await forge.settled();
    expect(town.hooks.at(-1)).toMatchObject({ name: "check_run", payload: { action: "rerequested" } });
    const { data: suites } = await other.rest.checks.listSuitesForRef({ ...repo, ref: "change" });
    expect(suites.check_suites.map((it) => [it.app!.slug, it.conclusion])).toEqual([["helper", "success"]]);
  });

  test("stand beside statuses, of which the newest of each context counts", async () => {
    const say = (state: "pending" | "failure" | "success", context = "lint") =>
      town.tom.rest.repos.createCommitStatus({ ...town.repo, sha: head_sha, state, context });
    const combined = async () =>
      (await town.tom.rest.repos.getCombinedStatusForRef({ ...town.repo, ref: "change" })).data;
    expect(await combined()).toMatchObject({ state: "pending", total_count: 0 });
    await say("failure");
    expect((await combined()).state).toBe("failure");
    await say("success");
    await say("pending", "other");
    expect(await combined()).toMatchObject({ state: "pending", total_count: 2 });
    const { data } = await town.tom.rest.repos.listCommitStatusesForRef({ ...town.repo, ref: "change" });
    expect(data.map((it) => [it.context, it.state, it.creator!.login])).toEqual([
      ["other", "pending", "tom"],
      ["lint", "success", "tom"],
      ["lint", "failure", "tom"],
    ]);
  });
});
