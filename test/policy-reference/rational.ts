/** Exact fractions on BigInt, and decimal128's rounding by long division: slow, and plain enough to be believed. */
export interface Rational {
  n: bigint;
  /** Above zero; n and d need not be in lowest terms. */
  d: bigint;
}

const abs = (value: bigint) => (value < 0n ? -value : value);

export function rational(text: string): Rational {
  const [, sign, whole = "", fraction = "", exponent = "0"] = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = BigInt(`${sign}${whole}${fraction}` || "0");
  const shift = Number(exponent) - fraction.length;
  return shift >= 0 ? { n: digits * 10n ** BigInt(shift), d: 1n } : { n: digits, d: 10n ** BigInt(-shift) };
}

export const compare = (a: Rational, b: Rational): number => {
  const [x, y] = [a.n * b.d, b.n * a.d];
  return x < y ? -1 : x > y ? 1 : 0;
};

export const plus = (a: Rational, b: Rational) => round34({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const minus = (a: Rational, b: Rational) => plus(a, { n: -b.n, d: b.d });
export const times = (a: Rational, b: Rational) => round34({ n: a.n * b.n, d: a.d * b.d });
export const over = (a: Rational, b: Rational) =>
  round34(b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n });
export const magnitude = (a: Rational): Rational => ({ n: abs(a.n), d: a.d });

/** The whole number at or below. */
export const floor = (a: Rational): Rational => {
  const quotient = a.n / a.d;
  return { n: a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient, d: 1n };
};

/** The nearest fraction of 34 significant decimal digits, ties to even: what every operation of decimal128 does. */
export function round34({ n, d }: Rational): Rational {
  if (n === 0n) return { n: 0n, d: 1n };
  // As many decimal places as give at most 34 digits; the first guess may be up to two too many.
  let places = 35 - (abs(n).toString().length - d.toString().length);
  let digits = roundedAt(n, d, places);
  while (digits.toString().length > 34) digits = roundedAt(n, d, --places);
  const signed = n < 0n ? -digits : digits;
  return places >= 0 ? { n: signed, d: 10n ** BigInt(places) } : { n: signed * 10n ** BigInt(-places), d: 1n };
}

/** |n/d| times 10^places as a whole number, rounded half to even. */
function roundedAt(n: bigint, d: bigint, places: number): bigint {
  const top = abs(n) * (places > 0 ? 10n ** BigInt(places) : 1n);
  const bottom = d * (places < 0 ? 10n ** BigInt(-places) : 1n);
  const [quotient, rest] = [top / bottom, top % bottom];
  const up = rest * 2n > bottom || (rest * 2n === bottom && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** The decimal text of a fraction whose denominator divides a power of ten. */
export function decimalText({ n, d }: Rational): string {
  for (let scale = 0n; ; scale++) {
    const power = 10n ** scale;
    if ((n * power) % d === 0n) return scale === 0n ? String(n / d) : `${(n * power) / d}e-${scale}`;
  }
}
