import nock from "nock";
import { ProbotOctokit } from "probot";
import { afterEach, expect, test } from "vitest";
import { conditionalRequests } from "./conditional-requests.ts";

const Client = ProbotOctokit.plugin(conditionalRequests as never).defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

const clientOf = (installationId: number) =>
  new Client({
    auth: { installationId },
    authStrategy: () => ({ hook: (request: never, options: never) => (request as (o: never) => unknown)(options) }),
  } as never);

const github = nock("https://api.github.com");
const path = "/repos/acme/decisions/commits/main/check-runs?per_page=100";
const answer = { total_count: 2, check_runs: [{ id: 1 }, { id: 2 }] };

afterEach(() => nock.cleanAll());

const list = (client: InstanceType<typeof ProbotOctokit>) =>
  client.paginate("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
    owner: "acme",
    repo: "decisions",
    ref: "main",
    per_page: 100,
  });

test("an unchanged list is not fetched again, and reads the same every time", async () => {
  const client = clientOf(1);
  github.get(path).reply(200, answer, { etag: '"one"' });
  github.get(path).matchHeader("if-none-match", '"one"').times(2).reply(304);
  for (let time = 0; time < 3; time++) expect((await list(client)).map(({ id }) => id)).toEqual([1, 2]);
  expect(nock.isDone()).toBe(true);
});

test("what one installation saw is not shown to another", async () => {
  github.get(path).reply(200, answer, { etag: '"two"' });
  await list(clientOf(2));
  github
    .get(path)
    .matchHeader("if-none-match", (value) => value === undefined)
    .reply(404, { message: "Not Found" });
  await expect(list(clientOf(3))).rejects.toThrow("Not Found");
});
