import { type Figure, type Figures, shareFigures, type Unit } from "./figure.ts";
import type { CasesReport, Measured } from "./report.ts";
import { extremes } from "./segment-report.ts";
import { number } from "./words.ts";

type Value = number | null;

const figure = (value: Value, unit: Unit, says: string, missing: string): Figure => ({
  value,
  unit,
  says,
  ...(value === null ? { missing } : {}),
});

/** The figures of a replay that say what a change does beside flipping outcomes: to money, to stages, to groups of people. */
export function changeFigures(report: Measured, cases: CasesReport | null): Figures {
  return {
    ...weights(report),
    ...dispositions(report),
    ...history(report),
    ...selectionRates(report),
    ...examples(cases),
  };
}

function weights({ weigh, flips }: Measured): Figures {
  const weight = (text: string | undefined, says: string, unknown: number, what: string): Figure => ({
    ...figure(text === undefined ? null : Number(text), "money", says, "no input is named to weigh decisions by"),
    // What such a flip weighs may be anything.
    ...(unknown > 0 && {
      unseen: { most: Number.MAX_VALUE, says: `Of ${number(unknown)} flips no record says ${what}.` },
    }),
  });
  const unweighed = weigh?.unweighed ?? 0;
  const directed = (text: string | undefined, says: string) =>
    unweighed > 0
      ? weight(text, says, unweighed, "what they weigh")
      : weight(text, says, flips.unreviewed, "what a person decided");
  return {
    weight_flips: weight(weigh?.flips, "what the flips weigh", unweighed, "what they weigh"),
    weight_toward_human: directed(weigh?.toward_human, "what the flips toward people weigh"),
    weight_away_from_human: directed(weigh?.away_from_human, "what the flips away from people weigh"),
  };
}

function dispositions({ dispositions, replayed }: Measured): Figures {
  const live = dispositions !== null && dispositions.stage !== "audit";
  const missing = "nothing is live beyond audit";
  const moved = (to: "act" | "route") =>
    live ? (dispositions.moved.find((group) => group.to === to)?.count ?? 0) : null;
  const acts = shareFigures("acts_share", "the share of past decisions that the new version would carry out", {
    hits: live ? (dispositions.head.act ?? 0) : 0,
    total: live ? replayed : 0,
    of: live ? "past decisions replayed" : "decisions at a stage beyond audit",
  });
  return {
    ...acts,
    newly_acts: figure(moved("act"), "count", "the number of decisions carried out that a person made before", missing),
    newly_routed: figure(moved("route"), "count", "the number of decisions handed to a person anew", missing),
  };
}

function history({ coverage, regions, replayed }: Measured): Figures {
  const without = regions?.filter((region) => region.count === 0).length ?? null;
  return {
    rules_unreached: {
      ...figure(
        replayed === 0 ? null : coverage.head.unreached.length,
        "count",
        "the number of rules that no past decision reaches",
        "there are no past decisions to replay",
      ),
      shrinks: true,
    },
    regions_without_history: {
      ...figure(
        without,
        "count",
        "the number of changed regions in which nothing was ever decided",
        "the change was not compared with the version of today",
      ),
      shrinks: true,
    },
  };
}

/** The lowest selection-rate ratio over all attributes, under the new version and against the version of today. */
function selectionRates({ segments }: Measured): Figures {
  // An attribute in which nobody is favoured today has a ratio under the new version all the same.
  const known = segments.flatMap(({ values, selection_rate_ratio: { base, head, interval95 } }) =>
    head === null ? [] : [{ base, head, lower: interval95.head!.lower, rates: extremes(values, "head")! }],
  );
  const missing = "no attribute has two values with enough decisions to compare";
  const lowest = (of: (one: (typeof known)[number]) => number, says: string): Figure => {
    const [first] = [...known].sort((a, b) => of(a) - of(b));
    return { ...figure(first ? of(first) : null, "ratio", says, missing), ...(first && { rates: first.rates }) };
  };
  const falls = known.flatMap(({ base, head }) => (base === null ? [] : [head - base]));
  return {
    "selection_rate_ratio.min": lowest(({ head }) => head, "the lowest ratio of selection rates between segments"),
    "selection_rate_ratio.min_lower95": lowest(
      ({ lower }) => lower,
      "the lower end of the 95% interval of a ratio of selection rates between segments, where that is lowest,",
    ),
    "selection_rate_ratio.change": figure(
      falls.length === 0 ? null : Math.min(...falls),
      "ratio",
      "the largest fall of a ratio of selection rates between segments",
      missing,
    ),
  };
}

function examples(cases: CasesReport | null): Figures {
  const before = new Set(cases?.failed.base.map(({ id }) => id));
  const anew = cases?.failed.head.filter(({ id }) => !before.has(id)).length;
  const missing = "there are no cases";
  return {
    cases_failed: figure(
      cases?.failed.head.length ?? null,
      "number",
      "the number of cases that do not get their outcome",
      missing,
    ),
    cases_newly_failed: figure(
      anew ?? null,
      "number",
      "the number of cases that get their outcome today, and would not any more",
      missing,
    ),
  };
}
