import { Decimal, type Num } from "../policy/index.ts";

/**
 * Wide enough for any sum of decimal128 numbers, digit for digit (exponents from -6176 to 6144, and carries), so that sums
 * do not depend on the order in which records come, nor on how a log is split.
 */
const Exact = Decimal.clone({ precision: 12_400, maxE: 9_000, minE: -9_000 });

/** The exact sum of what flips weigh. */
export const addWeights = (a: Num, b: Num): Num => new Exact(a).plus(b);

/** A sum that is too long to read, to 15 digits: `1.00000000000000e+6144`. */
export const roundedWeight = (text: string): string => new Exact(text).toExponential(14);

/** A sum as it was printed, digit for digit. */
export const weightFromText = (text: string): Num => new Exact(text);
