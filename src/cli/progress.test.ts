import { expect, test } from "vitest";
import { progress } from "./progress.ts";

function shownOn(isTTY: boolean, total: number | undefined, steps: [ms: number, bytes: number][], columns = 80) {
  const written: string[] = [];
  let at = 0;
  const bar = progress(total, { isTTY, columns, write: (text: string) => written.push(text) }, () => at);
  for (const [ms, bytes] of steps) {
    at = ms;
    bar.passed(bytes);
  }
  bar.done();
  return written;
}

test("on a terminal: a bar with the rate and the time that remains, taken away at the end", () => {
  const written = shownOn(true, 400e6, [
    [50, 10e6],
    [1000, 90e6],
  ]);
  expect(written).toEqual([expect.stringMatching(/K25% of 400 MB, 100 MB\/s, 3 s left █{8}░{22}$/), "\r\u001b[K"]);
});

test("on a narrow terminal it stays on its line", () => {
  expect(shownOn(true, 400e6, [[1000, 100e6]], 20)[0]).toBe("\r\u001b[K25% of 400 MB, 100 ");
});

test("in a log: a line every ten seconds", () => {
  const steps = Array.from({ length: 25 }, (_, second): [number, number] => [second * 1000, 1e6]);
  expect(shownOn(false, undefined, steps)).toEqual(["11 MB read, 1 MB/s\n", "21 MB read, 1 MB/s\n"]);
});
