import fc from "fast-check";
import { expect, test } from "vitest";
import { formatNum, type Num, numberFromText } from "../policy/index.ts";
import { addWeights } from "./weight.ts";

const sum = (weights: readonly Num[]) => formatNum(weights.reduce<Num>((a, b) => addWeights(a, b), 0));

test("cents add up", () => {
  expect(sum([0.1, 0.2, 1e15, 0.01])).toBe("1000000000000000.31");
});

test("the order of the records makes no difference, however far apart the amounts are", () => {
  const amount = fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: -300, max: 300 }))
    .map(([digits, exponent]) => numberFromText(`${digits}e${exponent}`)!);
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
      expect(sum([...amounts].reverse())).toBe(sum(amounts));
    }),
  );
});
