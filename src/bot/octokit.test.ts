import nock from "nock";
import { Probot } from "probot";
import { afterEach, expect, test } from "vitest";
import { GitHubClock } from "./github-clock.ts";
import { createMetrics } from "./metrics.ts";
import { botClient } from "./octokit.ts";

const github = nock("https://api.github.com");
afterEach(() => nock.cleanAll());

/** The client as `npm start` has it: with what Probot lays over it. */
const client = async () => {
  const metrics = createMetrics();
  const clock = new GitHubClock();
  const probot = new Probot({ githubToken: "a-token", Octokit: botClient({ metrics, clock }), logLevel: "fatal" });
  return { metrics, clock, octokit: await probot.auth() };
};

const SECONDARY = {
  message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
};

test.each([
  ["a secondary rate limit", 403, SECONDARY],
  ["too many requests", 429, SECONDARY],
])("%s is waited out for as long as GitHub asks, and then the request goes through", async (_, status, body) => {
  const { octokit, metrics } = await client();
  github.get("/repos/acme/lending").reply(status, body, { "retry-after": "2" });
  github.get("/repos/acme/lending").reply(200, { id: 1 }, { "x-ratelimit-remaining": "4321" });
  const started = performance.now();
  const { data } = await octokit.request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "lending" });
  expect(data.id).toBe(1);
  expect(performance.now() - started).toBeGreaterThan(1900);
  const { values } = await metrics.quota.get();
  expect(values).toEqual([expect.objectContaining({ labels: { installation: "app" }, value: 4321 })]);
});

test("a server error is tried again after a pause", async () => {
  const { octokit } = await client();
  github.get("/repos/acme/lending").reply(502, { message: "Bad gateway" });
  github.get("/repos/acme/lending").reply(200, { id: 1 });
  const { data } = await octokit.request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "lending" });
  expect(data.id).toBe(1);
});

test.each([
  ["200", 200, { id: 1 }],
  ["304", 304, ""],
  ["404", 404, { message: "Not Found" }],
])("an answer of %s tells GitHub's time, and how far the machine's is from it", async (_, status, body) => {
  const { octokit, metrics, clock } = await client();
  const there = new Date(Date.now() - 3_600_000);
  github.get("/repos/acme/lending").reply(status, body, { date: there.toUTCString() });
  await octokit.request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "lending" }).catch(() => {});
  expect(Math.abs(clock.now().getTime() - there.getTime())).toBeLessThan(5_000);
  const [{ value } = { value: Number.NaN }] = (await metrics.clockAhead.get()).values;
  expect(value).toBeGreaterThan(3_595);
  expect(value).toBeLessThan(3_605);
});
