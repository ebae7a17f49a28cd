import { describe, expect, test } from "vitest";
import type { Release } from "./config/types.ts";
import { lastGood, releaseKind, rolledBack, writeRelease } from "./release.ts";

const live = (version: string, stage: Release["stage"]): Release => ({ policy: "mortgage", version, stage });
const held = (version: string, stage: Release["stage"]): Release => ({
  ...live(version, stage),
  hold: { by: "omar", because: "denials doubled" },
});

describe("the last good state", () => {
  test("is what was live before the promotion", () => {
    expect(lastGood([live("2.0.0", "assist"), live("1.0.0", "assist")])).toEqual(live("1.0.0", "assist"));
  });

  test("after a rollback, is further back: never forward to the fault", () => {
    const history = [
      held("1.1.0", "assist"),
      live("2.0.0", "assist"),
      live("1.1.0", "assist"),
      live("1.0.0", "assist"),
    ];
    expect(lastGood(history)).toEqual(live("1.0.0", "assist"));
  });

  test("passes over what an earlier rollback fled from, once the hold is released", () => {
    const history = [
      live("1.1.0", "assist"),
      held("1.1.0", "assist"),
      live("2.0.0", "assist"),
      live("1.1.0", "assist"),
      live("1.0.0", "assist"),
    ];
    expect(lastGood(history)).toEqual(live("1.0.0", "assist"));
  });

  test("passes over a stage that later evidence did not support", () => {
    const history = [
      live("1.0.0", "assist"),
      live("1.0.0", "automate"),
      live("1.0.0", "assist"),
      live("0.9.0", "assist"),
    ];
    expect(lastGood(history)).toEqual(live("0.9.0", "assist"));
  });

  test("counts what was earned anew after a demotion", () => {
    const history = [
      live("1.0.0", "automate"),
      live("1.0.0", "assist"),
      live("1.0.0", "automate"),
      live("1.0.0", "assist"),
    ];
    expect(lastGood(history)).toEqual(live("1.0.0", "assist"));
  });

  test("is audit where nothing was live before, so that a policy can always be stopped", () => {
    expect(lastGood([live("1.0.0", "assist")])).toEqual(live("1.0.0", "audit"));
    expect(lastGood([held("1.0.0", "assist"), live("2.0.0", "assist"), live("1.0.0", "assist")])).toEqual(
      live("1.0.0", "audit"),
    );
    expect(lastGood([live("2.0.0", "assist"), null, live("1.0.0", "assist")])).toEqual(live("2.0.0", "audit"));
  });

  test("is none where nothing acts", () => {
    expect(lastGood([])).toBeUndefined();
    expect(lastGood([null, live("1.0.0", "assist")])).toBeUndefined();
    expect(lastGood([live("1.0.0", "audit")])).toBeUndefined();
  });
});

describe("what a change of release.yaml does", () => {
  const history = [live("2.0.0", "assist"), live("1.0.0", "assist")];

  test.each([
    ["a higher stage", live("2.0.0", "automate"), "promotion"],
    ["a newer version", live("2.1.0", "assist"), "promotion"],
    ["a newer version at a lower stage", live("2.1.0", "audit"), "promotion"],
    ["a lower stage", live("2.0.0", "audit"), "demotion"],
    ["the last good state, held", held("1.0.0", "assist"), "rollback"],
    ["the last good state without a hold", live("1.0.0", "assist"), "demotion"],
    ["a hold on a state that was never live is no rollback", held("1.5.0", "automate"), "promotion"],
    ["releasing a hold", live("2.0.0", "assist"), "promotion"],
  ])("%s", (_, to, kind) => {
    expect(releaseKind(history[0], to, history)).toBe(kind);
  });

  test("the first release is a promotion, taking it away a demotion", () => {
    expect(releaseKind(undefined, live("1.0.0", "assist"), [])).toBe("promotion");
    expect(releaseKind(live("1.0.0", "assist"), undefined, history)).toBe("demotion");
  });
});

test("a rollback keeps the file's comments and says who and why", () => {
  const text = "# The live version.\npolicy: mortgage\nversion: 2.0.0 # since November\nstage: assist\n";
  const to = rolledBack(live("1.0.0", "assist"), { by: "omar", because: "denials doubled: see #9" });
  expect(writeRelease(text, to)).toBe(
    '# The live version.\npolicy: mortgage\nversion: 1.0.0 # since November\nstage: assist\nhold:\n  by: omar\n  because: "denials doubled: see #9"\n',
  );
});

test("a first release is a whole file", () => {
  expect(writeRelease(undefined, live("1.0.0", "assist"))).toBe("policy: mortgage\nversion: 1.0.0\nstage: assist\n");
});
