import { expect, test } from "vitest";
import { Dealing } from "./dealing.ts";

test("every job is dealt out once and in order, whoever asks, until the dealing is stopped", () => {
  const here = new Dealing();
  const elsewhere = new Dealing(here.memory);
  expect([here.take(), elsewhere.take(), elsewhere.take(), here.take()]).toEqual([0, 1, 2, 3]);
  elsewhere.stop();
  expect(here.take()).toBeGreaterThan(1e9);
});
