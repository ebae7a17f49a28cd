/** Random numbers that are the same for the same seed on every machine. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** True in this share of calls. */
  chance(share: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the names, each as often as its weight says. */
  weighted<T extends string>(weights: Record<T, number>): T;
  /** Normally distributed, cut to the bounds, rounded to so many decimals. */
  normal(mean: number, deviation: number, bounds: { min: number; max: number; decimals: number }): number;
  /** Log-normally distributed around a median. */
  around(median: number, spread: number): number;
}

/** mulberry32: 32 bits of state, good enough for invented records (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // The sum of twelve uniform numbers is close to normal, and exact on every machine, which Math.log and Math.cos are not.
  const standard = () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6);
  return {
    next,
    chance: (share) => next() < share,
    pick: (values) => values[Math.floor(next() * values.length)]!,
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return entries.at(-1)![0];
    },
    normal: (mean, deviation, { min, max, decimals }) => {
      const scale = 10 ** decimals;
      return Math.round(Math.min(max, Math.max(min, mean + deviation * standard())) * scale) / scale;
    },
    around: (median, spread) => Math.round(median * spread ** (standard() / 2)),
  };
}
