import fc from "fast-check";
import { App, Octokit } from "octokit";
import { AT, type World } from "../../src/cli/demo/world.ts";

/** Pull requests that are worked on at once. Each kind asks other people, and comes out otherwise. */
const KINDS = ["cases", "broken", "policy", "budget", "outside"] as const;
const PULLS = 10;

const PERSON = fc.constantFrom("maria", "tom", "ada", "omar", "olga");
const PULL = fc.nat({ max: PULLS - 1 });

/** One thing that somebody does, and that the bot hears of. */
type Doing =
  | { does: "push"; pull: number }
  | { does: "review"; pull: number; by: string; event: "APPROVE" | "COMMENT" | "REQUEST_CHANGES" }
  | { does: "say"; pull: number; by: string; text: string }
  | { does: "exception"; like: number }
  | { does: "again"; share: number };

const doing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant("push" as const), pull: PULL }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant("review" as const),
      pull: PULL,
      by: PERSON,
      event: fc.constantFrom("APPROVE" as const, "APPROVE" as const, "COMMENT" as const, "REQUEST_CHANGES" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("say" as const),
      pull: PULL,
      by: PERSON,
      text: fc.constantFrom("Looks fine.", "/recheck", "/hold because I want to see it first", "/unhold"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("exception" as const), like: fc.nat({ max: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("again" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    }),
  },
);

/** The same events for the same seed. */
export const mixedEvents = (count: number, seed: number): Doing[] => fc.sample(doing, { numRuns: count, seed });

/** Opens the pull requests on which the events happen. @returns their numbers */
export async function openPulls(world: World): Promise<number[]> {
  const { rest } = world.as("tom");
  const { data: main } = await rest.git.getRef({ ...AT, ref: "heads/main" });
  const numbers: number[] = [];
  for (let index = 0; index < PULLS; index++) {
    await rest.git.createRef({ ...AT, ref: `refs/heads/work-${index}`, sha: main.object.sha });
    await push(world, index, 0);
    const { data } = await rest.pulls.create({ ...AT, base: "main", head: `work-${index}`, title: `Work ${index}` });
    numbers.push(data.number);
  }
  return numbers;
}

/** Does them one after the other, and waits for nobody. `before` is called with the index of each. */
export async function doAll(
  world: World,
  pulls: number[],
  events: Doing[],
  before: (index: number) => Promise<void> = async () => {},
): Promise<void> {
  for (const [index, event] of events.entries()) {
    await before(index);
    await doOne(world, pulls, event, index + 1);
  }
}

async function doOne(world: World, pulls: number[], event: Doing, index: number): Promise<void> {
  switch (event.does) {
    case "push":
      return push(world, event.pull, index);
    case "review": {
      const pull_number = pulls[event.pull]!;
      const body = event.event === "APPROVE" ? {} : { body: "See above." };
      // GitHub refuses an author's review of their own.
      const by = event.by === "tom" ? "omar" : event.by;
      await world.as(by).rest.pulls.createReview({ ...AT, pull_number, event: event.event, ...body });
      return;
    }
    case "say":
      await world.as(event.by).rest.issues.createComment({ ...AT, issue_number: pulls[event.pull]!, body: event.text });
      return;
    case "exception":
      await fileException(world, event.like);
      return;
    case "again": {
      const deliveries = world.forge.deliveries(world.app.appId);
      await redeliver(world, deliveries[Math.floor(event.share * deliveries.length)]!.id);
    }
  }
}

/** A new file, or a new line, of the kind that this pull request is about. */
async function push(world: World, pull: number, index: number): Promise<void> {
  const { rest } = world.as("tom");
  const write = async (path: string, change: (old: string) => string) => {
    const at = { ...AT, path, ref: `work-${pull}` };
    const known = await rest.repos.getContent(at).catch(() => undefined);
    const file = known?.data as { sha: string; content: string } | undefined;
    const text = change(file ? Buffer.from(file.content, "base64").toString() : "");
    const content = Buffer.from(text).toString("base64");
    const sha = file ? { sha: file.sha } : {};
    await rest.repos.createOrUpdateFileContents({
      ...AT,
      path,
      branch: `work-${pull}`,
      message: `Push ${index}`,
      content,
      ...sha,
    });
  };
  switch (KINDS[pull % KINDS.length]) {
    case "cases":
      return write(
        `policies/mortgage/decisions/work-${pull}.ndjson`,
        (old) => `${old}{"decision_id":"w${pull}-${index}","input":{}}\n`,
      );
    case "broken":
      return write("policies/mortgage/cases.yaml", () => `cases: [nothing ${index}\n`);
    case "policy":
      return write("policies/mortgage/policy.yaml", (old) => `${old}# ${index}\n`);
    case "budget":
      return write(`budget/work-${pull}.md`, (old) => `${old}${index}\n`);
    default:
      return write(`notes/work-${pull}.md`, (old) => `${old}${index}\n`);
  }
}

async function fileException(world: World, like: number): Promise<void> {
  await world.forge.submitIssueForm({
    ...AT,
    form: "exception.yml",
    user: "olga",
    title: `Exception: case ${like}`,
    values: {
      policy: "mortgage",
      kind: "edge-case",
      priority: "normal",
      input: `debt_to_income: 0.3${like}\nloan_to_value: 0.97\ncredit_history: 4\npublic_bad_record: false`,
      description: "Exactly at the limit.",
    },
  });
}

/** What GitHub's button on the app's page does. */
async function redeliver({ credentials: { appId, privateKey, baseUrl } }: World, id: number): Promise<void> {
  const client = Octokit.defaults({ baseUrl, throttle: { enabled: false } });
  const { octokit } = new App({ appId, privateKey, Octokit: client });
  await octokit.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id });
}
