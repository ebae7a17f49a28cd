import { incompleteBeta } from "./clopper-pearson.ts";

/**
 * The exact McNemar test, two-sided: how probable a split at least as uneven as `toward` against `away` would be if each
 * flip were as likely to move toward people as away from them. 1 when there is no flip to judge by.
 *
 * McNemar, Psychometrika 12 (1947); the exact form is the sign test on the discordant pairs, a binomial with p = ½.
 */
export function mcnemar(toward: number, away: number): number {
  const fewer = Math.min(toward, away);
  const flips = toward + away;
  if (flips === 0 || toward === away) return 1;
  // P(X ≤ k) of a binomial(n, ½) is I_½(n − k, k + 1), DLMF 8.17.5.
  return Math.min(1, 2 * incompleteBeta(0.5, flips - fewer, fewer + 1));
}
