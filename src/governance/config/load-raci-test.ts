import { pointer } from "../../policy/index.ts";
import { type LoadOptions, load } from "./problems.ts";
import { raciTestSchema } from "./schemas/index.ts";
import type { Loaded, RaciExample, RaciTest } from "./types.ts";

/** An example as written: lists, and what is usual, may be left out. */
type Written = Pick<RaciExample, "id" | "author" | "expect"> &
  Partial<Pick<RaciExample, "says" | "contributors" | "pushers" | "left" | "replay" | "after">> & {
    change: Partial<RaciExample["change"]>;
    reviews?: Given<RaciExample["reviews"][number]>[];
    commands?: Given<RaciExample["commands"][number]>[];
  };

/** A review or command as written. */
type Given<T extends { outdated: boolean }> = Omit<T, "outdated"> & Partial<Pick<T, "outdated">>;

/** Reads governance/raci.test.yaml. Logins come in lower case, since GitHub does not tell Maria from maria. */
export function loadRaciTest(text: string, options: LoadOptions = {}): Loaded<RaciTest> {
  return load(text, raciTestSchema, options, (data, problems) => {
    const file = data as { people?: Record<string, string[]>; examples: Written[] };
    const seen = new Map<string, number>();
    file.examples.forEach(({ id }, index) => {
      const before = seen.get(id);
      if (before !== undefined) {
        const message = `The id "${id}" stands at line ${before} already; every example needs its own.`;
        problems.error("duplicate-id", message, pointer("examples", index, "id"));
      }
      seen.set(id, problems.line(pointer("examples", index)));
    });
    const people = Object.entries(file.people ?? {}).map(([role, logins]) => [role, lower(logins)]);
    return { people: Object.fromEntries(people), examples: file.examples.map(whole) };
  });
}

function whole(example: Written): RaciExample {
  const { change, author, contributors, pushers, left, reviews = [], commands = [] } = example;
  const { replay = "pass", after = "PT0M", expect } = example;
  return {
    ...example,
    change: { policies: {}, releases: {}, files: [], ...change },
    author: author.toLowerCase(),
    contributors: lower(contributors),
    pushers: lower(pushers),
    left: lower(left),
    reviews: reviews.map(({ by, state, outdated = false }) => ({ by: by.toLowerCase(), state, outdated })),
    commands: commands.map(({ by, command, outdated = false }) => ({ by: by.toLowerCase(), command, outdated })),
    replay,
    after,
    expect: {
      ...expect,
      ...(expect.next ? { next: lower(expect.next) } : {}),
      ...(expect.refused ? { refused: lower(expect.refused) } : {}),
    },
  };
}

const lower = (people: string[] = []): string[] => people.map((person) => person.toLowerCase());
