import { expect, vi } from "vitest";
import { type Key, nameOf } from "../../src/bot/key.ts";
import type { StillMine, Work } from "../../src/bot/queue/work-queue.ts";

export const pull = (number: number): Key => ({
  kind: "pull",
  installation: 1,
  owner: "acme",
  repo: "lending",
  number,
});

export const until = (wanted: () => unknown) =>
  vi.waitFor(async () => expect(await wanted()).toBeTruthy(), { timeout: 15_000 });

/** Long enough for what should not happen to happen. */
export const moment = () => new Promise((go) => setTimeout(go, 150));

/** Runs that end when told to, and a log of what began. */
export function controlled() {
  const began: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const guards: StillMine[] = [];
  const work: Work = (key, stillMine) => {
    began.push(nameOf(key));
    guards.push(stillMine);
    return new Promise((done, fail) => ends.push((error) => (error ? fail(error) : done())));
  };
  const end = async (error?: Error) => {
    await until(() => ends.length);
    ends.shift()!(error);
  };
  return { work, began, guards, end };
}
