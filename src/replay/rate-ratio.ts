import type { Interval } from "./clopper-pearson.ts";

/** How often something happened in a group. */
export interface Rate {
  hits: number;
  total: number;
}

/** The two-sided 97.5% point of the normal distribution. */
const z = 1.959963984540054;

/**
 * The 95% interval of the ratio of two groups' rates, by its logarithm (Katz et al., Biometrics 34, 1978): the rates of small
 * groups differ by chance, and their ratio more so. Where nothing was observed in a group, half a case is added to both, as is
 * usual for the logarithm of nothing.
 */
export function rateRatioInterval(low: Rate, high: Rate): Interval {
  const half = low.hits === 0 || high.hits === 0 ? 0.5 : 0;
  const [a, n, b, m] = [low.hits + half, low.total + half, high.hits + half, high.total + half];
  const middle = Math.log(a / n / (b / m));
  const spread = z * Math.sqrt(1 / a - 1 / n + 1 / b - 1 / m);
  return { lower: low.hits === 0 ? 0 : Math.exp(middle - spread), upper: Math.exp(middle + spread) };
}
