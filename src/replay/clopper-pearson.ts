/** A share with its exact 95% confidence interval. */
export interface Interval {
  lower: number;
  upper: number;
}

/**
 * The exact ("Clopper–Pearson") confidence interval of a share: `hits` of `total` were observed. It never claims more than
 * the data support: its coverage is at least `level` for every true share. With no observations it is 0 to 1.
 *
 * Clopper and Pearson, Biometrika 26 (1934); the ends are quantiles of beta distributions.
 */
export function clopperPearson(hits: number, total: number, level = 0.95): Interval {
  if (!(Number.isInteger(hits) && Number.isInteger(total) && hits >= 0 && hits <= total)) {
    throw new RangeError(`${hits} of ${total} is not a share`);
  }
  const tail = (1 - level) / 2;
  return {
    lower: hits === 0 ? 0 : betaQuantile(tail, hits, total - hits + 1),
    upper: hits === total ? 1 : betaQuantile(1 - tail, hits + 1, total - hits),
  };
}

/** The x where the beta distribution's cumulative probability is `p`; bisection to the last bits of a double. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b), DLMF §8.17; by its continued fraction 8.17.22. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it, the symmetry I_x(a, b) = 1 - I_{1-x}(b, a) helps.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  return front * fraction(x, a, b);
}

/** Continued fraction by Lentz's method (Thompson and Barnett, J. Comput. Phys. 64, 1986). */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const nonzero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** ln Γ(x) for x ≥ 1: Stirling's series (DLMF 5.11.1), reached by the recurrence where x is small. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 15; z++) shift += Math.log(z);
  const z2 = z * z;
  const series = 1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * z2)) / z2) / z2) / z2;
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series / z - shift;
}
