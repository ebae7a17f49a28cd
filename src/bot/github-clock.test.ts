import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GitHubClock } from "./github-clock.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const at = (minutes: number) => new Date(NOON + minutes * 60_000);

beforeEach(() => vi.useFakeTimers({ now: NOON }));
afterEach(() => vi.useRealTimers());

function clockThatHears(...minutes: number[]): GitHubClock {
  const clock = new GitHubClock();
  for (const minute of minutes) clock.hear(at(minute).toUTCString());
  return clock;
}

test("a machine whose clock is right to the minute keeps its own time", () => {
  expect(new GitHubClock().now()).toEqual(at(0));
  expect(clockThatHears(0.5).now()).toEqual(at(0));
});

test.each([
  ["ahead", -10],
  ["behind", 10],
])("a machine whose clock is %s by minutes goes by GitHub's", (_, minutes) => {
  const clock = clockThatHears(minutes);
  expect(clock.now()).toEqual(at(minutes));
  vi.advanceTimersByTime(60_000);
  expect(clock.now()).toEqual(at(minutes + 1));
});

test("an answer that somebody kept for a while, or that has no date, does not set the time back", () => {
  const clock = clockThatHears(0, -5);
  clock.hear("yesterday");
  expect(clock.now()).toEqual(at(0));
});

test("a clock that is put right is believed again, some answers later", () => {
  const clock = clockThatHears(-10);
  vi.setSystemTime(at(-10));
  for (let answer = 0; answer < 16; answer++) clock.hear(at(-10).toUTCString());
  expect(clock.now()).toEqual(at(-10));
});
