import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

describe("how answers come", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
    for (let n = 1; n <= 5; n++) await town.maria.rest.issues.create({ ...town.repo, title: `Issue ${n}` });
    await town.forge.settled();
  });
  afterAll(() => town.stop());

  const fetchAs = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${town.forge.url}/api/v3${path}`, { headers: { authorization: `token ${town.tokens.maria}`, ...headers } });

  test("a page at a time, with links to the others", async () => {
    const answer = await fetchAs("/repos/acme/loans/issues?per_page=2&page=2&state=all");
    expect((await answer.json()) as unknown[]).toHaveLength(2);
    const link = answer.headers.get("link")!;
    expect([...link.matchAll(/[?&]page=(\d+)[^>]*>; rel="(\w+)"/g)].map((it) => it.slice(1).join(" "))).toEqual([
      "1 prev",
      "1 first",
      "3 next",
      "3 last",
    ]);
    expect(link).toContain("state=all");
  });

  test("never more than 100 a page; octokit finds them all", async () => {
    const { paginate, rest } = town.maria;
    const titles = await paginate(rest.issues.listForRepo, { ...town.repo, per_page: 2 }, ({ data }) =>
      data.map((it) => it.title),
    );
    expect(titles).toEqual(["Issue 5", "Issue 4", "Issue 3", "Issue 2", "Issue 1"]);
    expect((await fetchAs("/repos/acme/loans/issues?per_page=1000")).headers.get("link")).toBeNull();
  });

  test("304 without a body for who has it already, which costs nothing", async () => {
    const path = "/repos/acme/loans/issues/1";
    const first = await fetchAs(path);
    const etag = first.headers.get("etag")!;
    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    const second = await fetchAs(path, { "if-none-match": etag });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("x-ratelimit-remaining")).toBe(first.headers.get("x-ratelimit-remaining"));
    expect(town.forge.requests.at(-1)).toMatchObject({ path, status: 304, conditional: true });
    await town.maria.rest.issues.update({ ...town.repo, issue_number: 1, title: "New" });
    expect((await fetchAs(path, { "if-none-match": etag })).status).toBe(200);
  });

  test("say how many requests are left", async () => {
    const { data } = await town.tom.rest.rateLimit.get();
    await town.tom.rest.users.getAuthenticated();
    const { data: after } = await town.tom.rest.rateLimit.get();
    expect(data.rate.limit).toBe(5000);
    expect(after.rate.used - data.rate.used).toBe(1);
  });

  test("fail when a test wants them to: an error, a limit, a cut connection; then all is well again", async () => {
    const { forge } = town;
    const path = "/repos/acme/loans";
    forge.failNext({ path: /loans$/, status: 502, times: 2 });
    expect((await fetchAs(path)).status).toBe(502);
    expect((await fetchAs("/rate_limit")).status).toBe(200);
    expect((await fetchAs(path)).status).toBe(502);
    const body = { message: "You have exceeded a secondary rate limit." };
    forge.failNext({ method: "GET", status: 403, headers: { "retry-after": "1" }, body });
    const limited = await fetchAs(path);
    expect([limited.status, limited.headers.get("retry-after"), await limited.json()]).toEqual([403, "1", body]);
    forge.failNext({ status: "drop" });
    await expect(fetchAs(path)).rejects.toThrow("fetch failed");
    expect((await fetchAs(path)).status).toBe(200);
  });

  test("say what is wrong with a request", async () => {
    const post = async (body: string) => {
      const headers = { authorization: `token ${town.tokens.maria}` };
      const answer = await fetch(`${town.forge.url}/api/v3/repos/acme/loans/issues`, { method: "POST", headers, body });
      return [answer.status, ((await answer.json()) as { message: string }).message];
    };
    expect(await post("{")).toEqual([400, "Problems parsing JSON"]);
    expect(await post("[]")).toEqual([400, "Body should be a JSON object"]);
    expect(await post("{}")).toEqual([422, `Invalid request.\n\n"title" wasn't supplied.`]);
    expect(await post('{"title": 5}')).toEqual([422, "Invalid request.\n\nFor 'properties/title', 5 is not a string."]);
    const nowhere = await fetchAs("/nowhere");
    expect([nowhere.status, await nowhere.json()]).toMatchObject([404, { message: "Not Found" }]);
  });
});
