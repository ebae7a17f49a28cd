import { describe, expect, test } from "vitest";
import { compareRuns } from "./compare.ts";
import type { Log } from "./read-decisions.ts";

/** A run as a log: what was decided for each id, with whatever else its record says. */
const run = (name: string, decisions: Record<string, object | string>): Log => ({
  name,
  bytes: (async function* () {
    for (const [decision_id, more] of Object.entries(decisions)) {
      const record = { decision_id, input: {}, ...(typeof more === "string" ? { outcome: more } : more) };
      yield Buffer.from(`${JSON.stringify(record)}\n`);
    }
  })(),
});

describe("two runs of a model over the same cases", () => {
  test("are paired by id; flips go toward or away from what people decided", async () => {
    const report = await compareRuns({
      base: run("live", { a: "pay", b: "pay", c: { outcome: "hold", human_outcome: "pay", policy: "payables" } }),
      head: run("shadow", { c: "pay", b: { outcome: "hold", human_outcome: "pay" }, a: "pay" }),
    });
    expect(report).toMatchObject({
      policy: "payables",
      replayed: 3,
      outcomes: { base: { hold: 1, pay: 2 }, head: { hold: 1, pay: 2 } },
      flips: { count: 2, toward_human: 1, away_from_human: 1 },
      agreement: { base: { compared: 2, agreed: 1 }, head: { compared: 2, agreed: 1 } },
    });
  });

  test("what only one of them decided, or does not say, is counted and named", async () => {
    const report = await compareRuns({
      base: run("live", { a: "pay", gone: "pay", silent: {} }),
      head: run("shadow", { a: "pay", silent: "pay", new: "pay" }),
    });
    expect(report).toMatchObject({ decisions: 5, replayed: 1, not_replayed: { no_outcome: 1, unpaired: 3 } });
    expect(report.not_replayed_places.map(({ log, line, message }) => `${log}:${line} ${message}`)).toEqual([
      "live:3 outcome is missing or not a text",
      "shadow:2 live has no decision silent left",
      "shadow:3 live has no decision new left",
      "live:2 shadow has no decision gone",
    ]);
  });

  test("segments tell whom the new model treats otherwise", async () => {
    const ids = Array.from({ length: 80 }, (_, n) => `case-${n}`);
    const decide = (outcome: (n: number) => string) =>
      Object.fromEntries(ids.map((id, n) => [id, { outcome: outcome(n), segments: { age: n % 2 ? "old" : "young" } }]));
    const { segments } = await compareRuns({
      base: run(
        "live",
        decide(() => "pay"),
      ),
      head: run(
        "shadow",
        decide((n) => (n % 4 === 1 ? "hold" : "pay")),
      ),
      selected: ["pay"],
    });
    expect(segments[0]).toMatchObject({ attribute: "age", selection_rate_ratio: { base: 1, head: 0.5 } });
  });
});
