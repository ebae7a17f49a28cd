import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyIds, idsFromJson, idsJson, maxIds, mergeIds, noteId, noteIds, repeatsIn } from "./id-sample.ts";

function sampleOf(ids: Iterable<string>) {
  const sample = emptyIds();
  for (const id of ids) noteId(sample, id);
  return sample;
}

/** What a sample says, whatever order its ids came in. */
const told = (sample: ReturnType<typeof emptyIds>) => ({
  below: sample.below,
  counts: [...sample.counts()].sort(([a], [b]) => (a < b ? -1 : 1)),
});

const numbered = function* (from: number, to: number, prefix = "case-") {
  for (let i = from; i < to; i++) yield `${prefix}${i}`;
};

describe("ids that stand more than once", () => {
  test("are all known where there are few, whatever they look like", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 200 }), (ids) => {
        const { repeats, records, exact } = repeatsIn(sampleOf(ids));
        expect({ repeats, records, exact }).toEqual({
          repeats: ids.length - new Set(ids).size,
          records: ids.length,
          exact: true,
        });
      }),
    );
  });

  test("such as __proto__ and constructor are ids like any other", () => {
    const ids = ["__proto__", "constructor", "__proto__", "toString"];
    expect(repeatsIn(sampleOf(ids))).toEqual({ records: 4, repeats: 1, exact: true, ids: ["__proto__"] });
  });

  test("are known from bytes as from texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" })), (ids) => {
        const bytes = ids.map((id) => Buffer.from(id));
        const ends = bytes.map(
          (
            (sum) => (one) =>
              (sum += one.length)
          )(0),
        );
        const from = Int32Array.from(ids, (_, i) => ends[i - 1] ?? 0);
        const sample = emptyIds();
        noteIds(sample, Buffer.concat(bytes), from, Int32Array.from(ends), ids.length);
        expect(told(sample)).toEqual(told(sampleOf(bytes.map((id) => id.toString()))));
      }),
    );
  });

  test("are those of a share of all ids where there are many, in flat memory", () => {
    const sample = sampleOf([...numbered(0, 300_000), ...numbered(0, 300_000)]);
    const { records, repeats, exact } = repeatsIn(sample);
    expect(sample.size).toBeLessThanOrEqual(maxIds);
    expect(sample.size).toBeGreaterThan(maxIds / 4);
    expect(exact).toBe(false);
    // Everything stands twice, and so does everything that was looked at.
    expect(repeats).toBe(records / 2);
  });

  test("one in a hundred is found out to be about that", () => {
    const { records, repeats } = repeatsIn(sampleOf([...numbered(0, 500_000), ...numbered(0, 5_000)]));
    expect(repeats / records).toBeGreaterThan(0.007);
    expect(repeats / records).toBeLessThan(0.013);
  });

  test("are the same, however the records are shared out and in whatever order they come", () => {
    const all = [...numbered(0, 60_000), ...numbered(20_000, 90_000), ...numbered(0, 100, "odd-")];
    const whole = told(sampleOf(all));
    expect(whole.below).toBeLessThan(2 ** 32);
    expect(told(sampleOf([...all].reverse()))).toEqual(whole);
    for (const of of [2, 7]) {
      const parts = Array.from({ length: of }, (_, part) => sampleOf(all.filter((_id, i) => i % of === part)));
      const sent = parts.map((part) => idsFromJson(JSON.parse(JSON.stringify(idsJson(part)))));
      expect(told(sent.reduce(mergeIds))).toEqual(whole);
      expect(told(sent.reduceRight(mergeIds))).toEqual(whole);
    }
  });
});
