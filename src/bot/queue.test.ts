import { describe, expect, test } from "vitest";
import { KeyedQueue } from "./queue.ts";

/** A queue whose runs end when told to, and a log of what began. */
function controlled(concurrency?: number) {
  const began: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const queue = new KeyedQueue<string>(
    (key) => {
      began.push(key);
      return new Promise((done, fail) => ends.push((error) => (error ? fail(error) : done())));
    },
    (key) => key,
    concurrency,
  );
  return {
    queue,
    began,
    end: (error?: Error) => ends.shift()!(error),
    tick: () => new Promise((go) => setTimeout(go)),
  };
}

describe("events of one key", () => {
  test("share one further run, however many arrive while one is under way", async () => {
    const { queue, began, end, tick } = controlled();
    const first = queue.add("pull 1");
    const later = [queue.add("pull 1"), queue.add("pull 1"), queue.add("pull 1")];
    expect(began).toEqual(["pull 1"]);
    end();
    await first;
    await tick();
    expect(began).toEqual(["pull 1", "pull 1"]);
    end();
    await Promise.all(later);
    await queue.idle();
    expect(began).toHaveLength(2);
  });

  test("are looked at again after a run that failed", async () => {
    const { queue, began, end, tick } = controlled();
    const first = queue.add("pull 1");
    const second = queue.add("pull 1");
    end(new Error("GitHub answered 502"));
    await expect(first).rejects.toThrow("502");
    await tick();
    end();
    await second;
    expect(began).toHaveLength(2);
  });

  test("of different keys run side by side, up to the limit", async () => {
    const { queue, began, end, tick } = controlled(2);
    const runs = ["pull 1", "pull 2", "pull 3"].map((key) => queue.add(key));
    await tick();
    expect(began).toEqual(["pull 1", "pull 2"]);
    end();
    await tick();
    expect(began).toEqual(["pull 1", "pull 2", "pull 3"]);
    end();
    end();
    await Promise.all(runs);
  });
});
