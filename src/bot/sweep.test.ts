import type { Probot } from "probot";
import { expect, test, vi } from "vitest";
import type { Key } from "./key.ts";
import { Memory } from "./memory.ts";
import { sweep } from "./sweep.ts";

/** An app in two installations; the first has one repository, the second two, each with one open pull request. */
function anApp(suspended: string | null, broken: { installation?: number; repository?: string }): Probot {
  const repositories = { 1: ["a"], 2: ["b", "c"] } as Record<number, string[]>;
  const client = (installation?: number) => ({
    async paginate(route: string, { repo }: { repo?: string } = {}) {
      if (installation !== undefined && broken.installation === installation) throw new Error("suspended");
      if (route === "GET /app/installations") return [{ id: 1, suspended_at: suspended }, { id: 2 }];
      if (route === "GET /installation/repositories") {
        return repositories[installation!]!.map((name) => ({ name, owner: { login: "acme" } }));
      }
      if (repo === broken.repository) throw new Error("issues are disabled");
      return route.endsWith("/pulls") ? [{ number: 7 }] : [];
    },
    request: async () => ({ data: [] }),
  });
  const deliveries = Object.assign(client().paginate, {
    async *iterator() {
      yield { data: [] };
    },
  });
  const log = { info: vi.fn(), error: vi.fn() };
  const auth = async (installation?: number) =>
    installation === undefined ? { ...client(), paginate: deliveries } : client(installation);
  return { auth, log } as unknown as Probot;
}

async function seen(app: Probot, refused = "") {
  const keys: string[] = [];
  const lookAt = async ({ kind, repo }: Key) => {
    keys.push(`${kind} ${repo}`);
    if (repo === refused) throw new Error("cannot be looked at");
  };
  const failure = await sweep(app, { memory: new Memory(), now: () => new Date() }, lookAt).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { keys, failure };
}

const ALL = ["repository a", "pull a", "repository b", "pull b", "repository c", "pull c"];

test("a sweep looks at every repository of every installation, and at what is open there", async () => {
  expect(await seen(anApp(null, {}))).toEqual({ keys: ALL, failure: undefined });
});

test.each([
  ["an installation that answers nothing", anApp(null, { installation: 1 }), ALL.slice(2), "suspended"],
  ["one that is known to be suspended", anApp("2026-11-23T09:00:00Z", { installation: 1 }), ALL.slice(2), undefined],
  [
    "a repository that cannot be listed",
    anApp(null, { repository: "b" }),
    ALL.filter((key) => key !== "pull b"),
    "issues are disabled",
  ],
])("%s keeps none of the others from being seen, and is told at the end", async (_, app, keys, failure) => {
  expect(await seen(app)).toEqual({ keys, failure });
});

test("nor does what cannot be looked at", async () => {
  expect(await seen(anApp(null, {}), "a")).toEqual({ keys: ALL, failure: "cannot be looked at" });
});
