import { formatNum, type Num, type Region, type Stage } from "../policy/index.ts";
import { byId } from "./by-id.ts";
import { clopperPearson } from "./clopper-pearson.ts";
import { overAll } from "./flips.ts";
import { dispositionsOf } from "./handling-report.ts";
import { repeatsIn } from "./id-sample.ts";
import { mcnemar } from "./mcnemar.ts";
import { notReplayedReasons } from "./record.ts";
import type { Agreement, Coverage, FlipGroup, Measured, Weights } from "./report.ts";
import { segmentReports } from "./segment-report.ts";
import { type Cell, firstIds, type Tally } from "./tally.ts";
import { addWeights } from "./weight.ts";

/** What a report says of a version's rules: which of them history reaches. */
interface Versions {
  rules: readonly { id: string }[];
}

/** What a tally was counted for. */
export interface Measuring {
  base: Versions;
  head: Versions & { id: string };
  weigh?: string | undefined;
  stage?: Stage | undefined;
  regions?: readonly Pick<Region, "words" | "from" | "to" | "where">[] | undefined;
}

/** Everything that follows from a tally. */
export function measure({ base, head, weigh, stage, regions }: Measuring, tally: Tally): Measured {
  const cells = [...tally.cells.values()];
  const flipped = cells.filter((cell) => cell.from !== cell.to);
  const toward = flipped.filter((cell) => cell.human === "head");
  const away = flipped.filter((cell) => cell.human === "base");
  const replayed = total(cells);
  const notReplayed = notReplayedReasons.flatMap((reason) => {
    const n = tally.notReplayed.get(reason);
    return n ? [[reason, n] as const] : [];
  });
  const compared = total(cells.filter((cell) => cell.human !== "none"));
  const agreed = (side: "base" | "head") =>
    agreement(compared, total(cells.filter((cell) => cell.human === side || cell.human === "both")));
  const ofFlips = overAll(tally.flips);
  return {
    policy: head.id,
    decisions: replayed + notReplayed.reduce((sum, [, n]) => sum + n, 0),
    replayed,
    not_replayed: Object.fromEntries(notReplayed),
    not_replayed_places: tally.places,
    repeated: repeatedOf(tally, replayed),
    period: periodOf(tally),
    unjudged: { ...tally.unjudged },
    outcomes: { base: totals(cells, (cell) => cell.from), head: totals(cells, (cell) => cell.to) },
    flips: {
      count: total(flipped),
      toward_human: total(toward),
      away_from_human: total(away),
      neither: total(flipped) - total(toward) - total(away),
      unreviewed: total(flipped.filter((cell) => cell.human === "none")),
      repeated: ofFlips.repeated,
      mcnemar_p: mcnemar(total(toward), total(away)),
      groups: groups(flipped, weigh !== undefined),
    },
    flips_digest: ofFlips.digest,
    weigh: weigh === undefined ? null : weights(weigh, flipped, toward, away),
    agreement: { base: agreed("base"), head: agreed("head") },
    dispositions: stage ? dispositionsOf(stage, tally.handlings) : null,
    segments: segmentReports(tally.segments),
    coverage: {
      base: coverage(
        base,
        totals(cells, (cell) => cell.fromRule),
      ),
      head: coverage(
        head,
        totals(cells, (cell) => cell.toRule),
      ),
    },
    regions:
      regions?.map(({ words, from, to, where }, place) => ({
        words,
        from,
        to,
        where,
        count: tally.regions.get(place) ?? 0,
      })) ?? null,
  };
}

const total = (cells: Cell[]): number => cells.reduce((sum, cell) => sum + cell.count, 0);

const weightOf = (cells: Cell[]): string =>
  formatNum(cells.reduce<Num>((sum, { weight }) => addWeights(sum, weight), 0));

function agreement(compared: number, agreed: number): Agreement {
  const { lower, upper } = clopperPearson(agreed, compared);
  return { compared, agreed, lower95: lower, upper95: upper };
}

/** Where not all ids are kept, what holds of those that are is taken to hold of all. */
function repeatedOf({ ids }: Tally, replayed: number): Measured["repeated"] {
  const { records, repeats, exact, ids: known } = repeatsIn(ids);
  const share = records === 0 ? 0 : repeats / records;
  return { count: exact ? repeats : Math.round(share * replayed), share, exact, examples: firstIds(known) };
}

function periodOf({ period: { from, to } }: Tally): Measured["period"] {
  return from > to ? null : { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** Counts by a name, in the order of the names, so that two runs print the same. */
function totals(cells: Cell[], name: (cell: Cell) => string | null): Record<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const key = name(cell);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + cell.count);
    else counts.set("", (counts.get("") ?? 0) + cell.count);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `counts` holds the decisions by rule, and under the empty name those of `otherwise`. */
function coverage({ rules }: Versions, counts: Record<string, number>): Coverage {
  return {
    rules: Object.fromEntries(rules.map(({ id }) => [id, counts[id] ?? 0])),
    otherwise: counts[""] ?? 0,
    unreached: rules.filter(({ id }) => !counts[id]).map(({ id }) => id),
  };
}

function weights(input: string, flipped: Cell[], toward: Cell[], away: Cell[]): Weights {
  return {
    input,
    flips: weightOf(flipped),
    toward_human: weightOf(toward),
    away_from_human: weightOf(away),
    neither: weightOf(flipped.filter((cell) => cell.human !== "head" && cell.human !== "base")),
    unweighed: flipped.reduce((sum, cell) => sum + cell.unweighed, 0),
  };
}

function groups(flipped: Cell[], weighed: boolean): FlipGroup[] {
  const byRules = new Map<string, Cell[]>();
  for (const cell of flipped) {
    const key = JSON.stringify([cell.from, cell.to, cell.fromRule, cell.toRule]);
    byRules.set(key, [...(byRules.get(key) ?? []), cell]);
  }
  return [...byRules]
    .map(([key, cells]) => {
      const { from, to, fromRule, toRule } = cells[0]!;
      const group: FlipGroup = {
        from,
        to,
        from_rule: fromRule,
        to_rule: toRule,
        count: total(cells),
        toward_human: total(cells.filter((cell) => cell.human === "head")),
        away_from_human: total(cells.filter((cell) => cell.human === "base")),
        ...(weighed ? { weight: weightOf(cells) } : {}),
        examples: firstIds(cells.flatMap((cell) => cell.examples)),
      };
      return { key, group };
    })
    .sort((a, b) => b.group.count - a.group.count || byId(a.key, b.key))
    .map(({ group }) => group);
}
