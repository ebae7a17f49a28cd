/** Sets of small whole numbers as bits of a bigint: readable set algebra for sets of any size. */
export const allBits = (size: number): bigint => (1n << BigInt(size)) - 1n;

export const bit = (at: number): bigint => 1n << BigInt(at);

export const hasBit = (set: bigint, at: number): boolean => ((set >> BigInt(at)) & 1n) === 1n;

/** {@link hasBit} for many questions about one set: its digits are worked out once. */
export function bitReader(set: bigint): (at: number) => boolean {
  const digits = set.toString(2);
  return (at) => digits[digits.length - 1 - at] === "1";
}

/** The members, ascending. */
export function members(set: bigint): number[] {
  const found: number[] = [];
  const digits = set.toString(2);
  for (let i = digits.length - 1; i >= 0; i--) if (digits[i] === "1") found.push(digits.length - 1 - i);
  return found;
}

/** The smallest member; the set must not be empty. */
export const firstBit = (set: bigint): number => (set & -set).toString(2).length - 1;

/** How many members a set has. */
export function sizeOf(set: bigint): number {
  const digits = set.toString(16);
  let count = 0;
  for (let i = 0; i < digits.length; i++) count += ones[digits.charCodeAt(i)]!;
  return count;
}

/** By character code of a hexadecimal digit: how many of its bits are set. */
const ones: number[] = [];
for (const [i, count] of [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4].entries())
  ones[i.toString(16).charCodeAt(0)] = count;
