import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compare,
  floor,
  magnitude,
  minus,
  plus,
  type Rational,
  rational,
  times,
} from "../../../test/policy-reference/rational.ts";
import { formatNum, type Num, numberFromText } from "../value/decimal.ts";
import { FUNCTIONS } from "./index.ts";

const call = (name: string, ...args: string[]) => {
  const values = args.map((text) => numberFromText(text) as Num);
  return rational(formatNum(FUNCTIONS.get(name)!.apply(values) as Num));
};
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, scale]) => `${digits}e-${scale}`);
const ten = (digits: number): Rational => rational(`1e${digits}`);

/** Rounds to `digits` places by the rule that `up` gives for what is cut off: compared with one half, and the whole below. */
function rounded(
  text: string,
  digits: number,
  up: (half: number, floor: bigint, negative: boolean) => boolean,
): Rational {
  const scaled = times(rational(text), ten(digits));
  const below = floor(scaled);
  const rest = minus(scaled, below);
  const half = compare(rest, rational("0.5"));
  const goesUp = rest.n !== 0n && up(half, below.n / below.d, scaled.n < 0n);
  return times(goesUp ? plus(below, rational("1")) : below, ten(-digits));
}

describe("rounding, against fractions", () => {
  const rules: Record<string, Parameters<typeof rounded>[2]> = {
    floor: () => false,
    ceiling: () => true,
    decimal: (half, below) => half > 0 || (half === 0 && below % 2n !== 0n),
    "round half even": (half, below) => half > 0 || (half === 0 && below % 2n !== 0n),
    "round half up": (half, _, negative) => half > 0 || (half === 0 && !negative),
    "round half down": (half, _, negative) => half > 0 || (half === 0 && negative),
    "round up": (_, __, negative) => !negative,
    "round down": (_, __, negative) => negative,
  };
  test.each(Object.entries(rules))("%s", (name, up) => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: -4, max: 6 }), (text, digits) => {
        expect(compare(call(name, text, String(digits)), rounded(text, digits, up))).toBe(0);
      }),
    );
  });
});

test("modulo is a - b * floor(a / b)", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 99_999 }),
      fc.integer({ min: 0, max: 4 }),
      fc.boolean(),
      (a, b, scale, negative) => {
        const divisor = `${negative ? -b : b}e-${scale}`;
        const wanted = call("modulo", String(a), divisor);
        const whole = minus(rational(String(a)), wanted);
        // What is taken away is a multiple of the divisor, and what is left lies between zero and the divisor.
        expect((whole.n * 10n ** BigInt(scale)) % (BigInt(b) * whole.d)).toBe(0n);
        expect(compare(magnitude(wanted), magnitude(rational(divisor)))).toBeLessThan(0);
        expect(wanted.n === 0n || wanted.n < 0n === negative).toBe(true);
      },
    ),
  );
});

test("a square root squared is the number again, to 33 digits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (value) => {
      const root = call("sqrt", String(value));
      const error = magnitude(minus(times(root, root), rational(String(value))));
      expect(compare(times(error, ten(32)), rational(String(value)))).toBeLessThan(0);
    }),
  );
});
