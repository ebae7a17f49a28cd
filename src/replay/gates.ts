import { compileTest } from "../policy/compile/test.ts";
import { parseTest } from "../policy/feel/parse-test.ts";
import type { Order } from "../policy/index.ts";
import { clopperPearson, type Interval } from "./clopper-pearson.ts";
import { type Figure, type Figures, formatFigure, formatMissed, type Unit } from "./figure.ts";
import { type Rate, rateRatioInterval } from "./rate-ratio.ts";

export type Verdict = "pass" | "fail" | "inconclusive";

/** One gate tried on its figure. */
export interface GateResult {
  figure: string;
  /** The unary test, as it was written. */
  test: string;
  value: number | null;
  verdict: Verdict;
  /** A sentence for the people who decide. */
  reason: string;
}

export interface Judgement {
  /** Pass only when every gate passes; fail when one fails; otherwise the data cannot tell. */
  verdict: Verdict;
  gates: GateResult[];
}

/**
 * Tries gates on figures; the one judge of promotions, demotions and replay tests. It stands with the replay because
 * governance builds on replay, not the other way round.
 *
 * A gate is a unary test of the policy language on the figure's value. It passes when the value passes. When it does not, it
 * *fails* only if more data could not turn it: a count that may still grow, or a share whose 95% interval still reaches into
 * what the gate asks for, is inconclusive, and the reason says how many more decisions would settle it at the present rate. Nor does it
 * pass where what the records do not say could turn it.
 */
export function judgeGates(figures: Figures, gates: Record<string, string>): Judgement {
  const results = Object.entries(gates).map(([name, test]) => judge(name, test, figures));
  const has = (verdict: Verdict) => results.some((result) => result.verdict === verdict);
  return { verdict: has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass", gates: results };
}

/** What is wrong with a gate's test, in words; undefined when it can be tried on a number. */
export function gateProblem(test: string): string | undefined {
  const { test: parsed, problems } = parseTest(test);
  if (!parsed) return problems[0]?.message ?? "This is not a test.";
  if (parsed.kind === "any") return "`-` lets everything pass; leave the gate out instead.";
  const values = parsed.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]));
  const odd = values.some((value) => typeof value === "string" || typeof value === "boolean" || value === null);
  return odd ? "A figure is a number: test it with numbers, e.g. `>= 0.95`." : undefined;
}

type Passes = (value: number) => boolean;

function judge(name: string, test: string, figures: Figures): GateResult {
  const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
  const result = (verdict: Verdict, reason: string): GateResult => ({
    figure: name,
    test,
    value: figure?.value ?? null,
    verdict,
    reason,
  });
  const { test: parsed } = parseTest(test);
  if (!parsed || gateProblem(test)) return result("inconclusive", `"${test}" is not a test of a number.`);
  if (!figure) return result("inconclusive", `Nothing measures "${name}".`);
  if (figure.value === null) return result("inconclusive", sentence(figure.says, "is unknown", figure.missing ?? ""));

  const compiled = compileTest(parsed);
  const passes: Passes = (value) => compiled(value) === true;
  const asked = `the gate asks for ${gateWords(test, figure.unit)}`;
  if (passes(figure.value)) {
    const { unseen } = figure;
    if (unseen && !passes(figure.value + unseen.most))
      return result(
        "inconclusive",
        sentence(
          figure.says,
          `is ${formatFigure(figure.value, figure.unit)} as far as anybody knows`,
          `${asked}. ${unseen.says}`,
        ),
      );
    return result("pass", sentence(figure.says, `is ${formatFigure(figure.value, figure.unit)}`, asked));
  }
  const shown = formatMissed(figure.value, figure.unit, asked);
  const open = stillOpen(name, figure, passes);
  return open === undefined
    ? result("fail", sentence(figure.says, `is ${shown}`, asked))
    : result("inconclusive", sentence(figure.says, `is ${shown} so far`, `${asked}. ${open}`));
}

const comparisons: Record<Order, string> = { ">=": "at least", ">": "more than", "<=": "at most", "<": "less than" };

/** What a gate asks for: `at least 90%` for `>= 0.9` on a share; the test as it was written where that is clearer. */
export function gateWords(test: string, unit: Unit): string {
  const { test: parsed } = parseTest(test);
  if (parsed?.kind !== "list" || parsed.not || parsed.items.length !== 1) return test;
  const [item] = parsed.items;
  return item?.kind === "compare" ? `${comparisons[item.op]} ${formatFigure(Number(item.value), unit)}` : test;
}

function sentence(subject: string, predicate: string, more: string): string {
  const text = `${subject} ${predicate}${more ? `; ${more}` : ""}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

/** Why more data could still let the figure pass, and how much; undefined when it could not. */
function stillOpen(name: string, figure: Figure, passes: Passes): string | undefined {
  const value = figure.value!;
  if (figure.shrinks) {
    const enough = range(value).find((candidate) => passes(candidate));
    return enough === undefined
      ? undefined
      : `History could settle it: a decision in each of ${formatFigure(value - enough, "count")} of them.`;
  }
  if (figure.unit === "count" || figure.unit === "days") {
    const enough = least((candidate) => passes(candidate), Math.ceil(value) + 1);
    if (enough === undefined) return undefined;
    const more = formatFigure(enough - value, figure.unit);
    return figure.unit === "count" ? `${more} more would settle it.` : `In ${more} it can be settled.`;
  }
  const observed = observation(figure);
  if (!observed) return undefined;
  const { value: rate, total, of, unit, at } = observed;
  const { lower, upper } = at(total);
  if (![lower, rate, upper].some(passes)) return undefined;
  const end = (n: number) => (name.endsWith("_lower95") ? at(n).lower : name.endsWith("_upper95") ? at(n).upper : rate);
  const enough = least((n) => passes(end(n)), total + 1);
  return enough === undefined
    ? `The data cannot tell yet: ${formatFigure(total, "count")} ${of} leave it between ${formatFigure(lower, unit)} and ${formatFigure(upper, unit)}.`
    : `At the present rate, about ${formatFigure(enough - total, "count")} more ${of} would settle it.`;
}

/** What a figure was observed on, and the 95% interval that more of the same would give. */
interface Observation {
  value: number;
  total: number;
  of: string;
  unit: Unit;
  at: (total: number) => Interval;
}

function observation({ sample, rates }: Figure): Observation | undefined {
  if (sample) {
    const { hits, total, of } = sample;
    const at = (n: number) => clopperPearson(Math.round((hits / total) * n), n);
    return { value: hits / total, total, of, unit: "share", at };
  }
  if (!rates) return undefined;
  const [low, high] = rates;
  const total = low.total + high.total;
  const grown = ({ hits, total: own }: Rate, n: number): Rate => ({
    hits: (hits * n) / total,
    total: (own * n) / total,
  });
  return {
    value: low.hits / low.total / (high.hits / high.total),
    total,
    of: "decisions in the two segments",
    unit: "ratio",
    at: (n) => rateRatioInterval(grown(low, n), grown(high, n)),
  };
}

/** The whole numbers below, the highest first. */
const range = (below: number): number[] => Array.from({ length: below }, (_, i) => below - 1 - i);

/** More decisions than anybody can be asked to wait for. */
const most = 1e7;

/** The least whole number from `start` that passes, up to so many; by doubling, then halving. */
function least(passes: (n: number) => boolean, start: number): number | undefined {
  let below = start - 1;
  let step = 1;
  while (!passes(below + step)) {
    below += step;
    step *= 2;
    if (below + step > most) return undefined;
  }
  let above = below + step;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (passes(middle)) above = middle;
    else below = middle;
  }
  return above;
}
