import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExpression } from "../feel/parse-expression.ts";
import { compareNum, type Num } from "../value/decimal.ts";
import { compileExpression } from "./expression.ts";
import { compileFraction, orderFraction } from "./fraction.ts";

const names = ["a", "b"];
const column = (name: string) => names.indexOf(name);
const fractionOf = (formula: string) => compileFraction(parseExpression(formula).expression!, column);

/** The sign of a formula's value less a constant, as fractions have it and as decimals have it. */
function bothSigns(formula: string, row: number[], constant: number) {
  const fraction = fractionOf(formula)?.(row);
  const exact = () => compileExpression(parseExpression(formula).expression!, column)(row) as Num;
  return { fast: fraction && orderFraction(fraction, constant), exact: () => Math.sign(compareNum(exact(), constant)) };
}

const money = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((cents) => cents / 100);
const formulas = [
  "abs(a - b) / b",
  "a * 0.3 - b",
  "-(a + b) / (a * b)",
  "abs(-a / b)",
  "(a - 0.1) * b / 3",
  "a",
  "0.1 + a",
];

describe("a formula as a fraction of whole numbers", () => {
  test("lies where decimals lie, on ties too", () => {
    let told = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...formulas),
        money,
        money,
        fc.integer({ min: -9, max: 99 }),
        (formula, a, b, share) => {
          const row = [a, b];
          // One constant that is likely to be far off, and the value itself where it has few digits.
          for (const constant of [share / 100, Number((Math.abs(a - b) / b).toPrecision(6))].filter(Number.isFinite)) {
            const { fast, exact } = bothSigns(formula, row, constant);
            if (fast === undefined) continue;
            told++;
            expect(fast).toBe(exact());
          }
        },
      ),
    );
    expect(told).toBeGreaterThan(100);
  });

  test("tells a tie that doubles cannot tell", () => {
    expect(bothSigns("abs(a - b) / b", [102, 100], 0.02).fast).toBe(0);
    expect(bothSigns("abs(a - b) / b", [1.1, 1], 0.1).fast).toBe(0);
    expect(bothSigns("abs(a - b) / b", [1.10001, 1], 0.1).fast).toBe(1);
  });

  test("says nothing where numbers are long, are none, or a quotient is not the last step", () => {
    expect(bothSigns("a * b", [123456789.5, 987654321.5], 1).fast).toBeUndefined();
    expect(bothSigns("a", [0.1234567890123456], 1).fast).toBeUndefined();
    expect(bothSigns("a / b", [1, 0], 1).fast).toBeUndefined();
    expect(fractionOf("a / b")!([null, 1])).toBeUndefined();
    expect(fractionOf("a / b * 3")).toBeUndefined();
    expect(fractionOf("floor(a)")).toBeUndefined();
  });
});
