import { expect, test, vi } from "vitest";
import { Facts, Memory } from "./memory.ts";

test("what was read is remembered until it is forgotten, read anew, or cannot be so any more", async () => {
  const memory = new Memory();
  let members = 1;
  const read = vi.fn(async () => members);
  expect(await memory.recall("1 team acme/clerks", read)).toBe(1);
  members = 2;
  expect(await memory.recall("1 team acme/clerks", read)).toBe(1);
  expect(await memory.recall("1 team acme/clerks", read, (known) => known > 1)).toBe(2);
  members = 3;
  expect(await memory.renew("1 team acme/clerks", read)).toBe(3);
  expect(await memory.recall("2 team acme/clerks", async () => "another installation's")).toBe(
    "another installation's",
  );
  memory.forget("1 ");
  members = 4;
  expect(await memory.recall("1 team acme/clerks", read)).toBe(4);
  expect(await memory.recall("2 team acme/clerks", read)).toBe("another installation's");
  expect(read).toHaveBeenCalledTimes(4);
});

test("an answer that was under way when its thing changed is used, and not remembered", async () => {
  const memory = new Memory();
  const late = memory.recall("people", async () => {
    memory.forget("people");
    return "before";
  });
  expect(await late).toBe("before");
  expect(await memory.recall("people", async () => "after")).toBe("after");
});

test("nothing is remembered of what could not be read", async () => {
  const memory = new Memory();
  await expect(memory.recall("people", async () => Promise.reject(new Error("502")))).rejects.toThrow("502");
  expect(await memory.recall("people", async () => "there")).toBe("there");
});

test("a process that does not hear of every change remembers nothing", async () => {
  const memory = new Memory(0);
  const read = vi.fn(async () => "people");
  await memory.recall("people", read);
  await memory.recall("people", read);
  expect(read).toHaveBeenCalledTimes(2);
});

test("what was read on the way is remembered, unless nothing is", async () => {
  const read = vi.fn(async () => "read");
  const [memory, none] = [new Memory(), new Memory(0)];
  for (const place of [memory, none]) place.note("checks", "noted");
  expect(await memory.recall("checks", read)).toBe("noted");
  expect(await none.recall("checks", read)).toBe("read");
});

test("a fact is kept once it is proven, and asked for until then", async () => {
  const facts = new Facts();
  const pushes = vi.fn(async () => ["a"]);
  const proven = (ids: string[]) => ids.includes("head");
  expect(await facts.recall("pushes", pushes, proven)).toEqual(["a"]);
  pushes.mockResolvedValue(["head", "a"]);
  expect(await facts.recall("pushes", pushes, proven)).toEqual(["head", "a"]);
  pushes.mockResolvedValue([]);
  expect(await facts.recall("pushes", pushes, proven)).toEqual(["head", "a"]);
});
