import type { GateResult, Verdict } from "./gates.ts";
import type { NotReplayedReason } from "./record.ts";
import { notReplayedReasons } from "./record.ts";
import { byId, type Cell, type Flip, firstIds, type Place, type Tally } from "./tally.ts";

/** Flips that went the same way by the same rules; a rule is null where `otherwise` decided. */
export interface FlipGroup {
  from: string;
  to: string;
  from_rule: string | null;
  to_rule: string | null;
  count: number;
  toward_human: number;
  away_from_human: number;
  examples: string[];
}

/** Of the decisions that people decided too, how many the policy decides as they did. */
export interface Agreement {
  compared: number;
  agreed: number;
}

/**
 * What a policy change would have done to the decisions on record. This is the JSON that `countersign replay` prints:
 * keys are added, never renamed.
 */
export interface ReplayReport {
  policy: string;
  /** Every record found: replayed + not_replayed. */
  decisions: number;
  replayed: number;
  not_replayed: Partial<Record<NotReplayedReason, number>>;
  /** The first places that hold no usable record, without those of other policies. */
  not_replayed_places: Place[];
  /** Replayed decisions that could not be judged and went to `otherwise`: an input missing or of the wrong type. */
  unjudged: { base: number; head: number };
  outcomes: { base: Record<string, number>; head: Record<string, number> };
  flips: {
    count: number;
    /** The head's outcome is the person's, the base's was not. */
    toward_human: number;
    /** The base's outcome was the person's, the head's is not. */
    away_from_human: number;
    neither: number;
    groups: FlipGroup[];
  };
  /** Fingerprint of all flips, whichever order they came in: see flipsDigest. */
  flips_digest: string;
  agreement: { base: Agreement; head: Agreement };
  gates: GateResult[];
  verdict: Verdict;
}

/** The figures of a report, before gates are tried on them. */
export type Measured = Omit<ReplayReport, "gates" | "verdict">;

/** Everything that follows from a tally. */
export function measure(policy: string, tally: Tally, digest: (flips: Flip[]) => string): Measured {
  const cells = [...tally.cells.values()];
  const flipped = cells.filter((cell) => cell.from !== cell.to);
  const replayed = total(cells);
  const notReplayed = notReplayedReasons.flatMap((reason) => {
    const n = tally.notReplayed.get(reason);
    return n ? [[reason, n] as const] : [];
  });
  const towardHuman = total(flipped.filter((cell) => cell.human === "head"));
  const awayFromHuman = total(flipped.filter((cell) => cell.human === "base"));
  const compared = total(cells.filter((cell) => cell.human !== "none"));
  return {
    policy,
    decisions: replayed + notReplayed.reduce((sum, [, n]) => sum + n, 0),
    replayed,
    not_replayed: Object.fromEntries(notReplayed),
    not_replayed_places: tally.places,
    unjudged: { ...tally.unjudged },
    outcomes: { base: totals(cells, (cell) => cell.from), head: totals(cells, (cell) => cell.to) },
    flips: {
      count: total(flipped),
      toward_human: towardHuman,
      away_from_human: awayFromHuman,
      neither: total(flipped) - towardHuman - awayFromHuman,
      groups: groups(flipped),
    },
    flips_digest: digest(tally.flips),
    agreement: {
      base: { compared, agreed: total(cells.filter((cell) => cell.human === "base" || cell.human === "both")) },
      head: { compared, agreed: total(cells.filter((cell) => cell.human === "head" || cell.human === "both")) },
    },
  };
}

const total = (cells: Cell[]): number => cells.reduce((sum, cell) => sum + cell.count, 0);

/** Counts by a name, in the order of the names, so that two runs print the same. */
function totals(cells: Cell[], name: (cell: Cell) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(name(cell), (counts.get(name(cell)) ?? 0) + cell.count);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function groups(flipped: Cell[]): FlipGroup[] {
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
        examples: firstIds(cells.flatMap((cell) => cell.examples)),
      };
      return { key, group };
    })
    .sort((a, b) => b.group.count - a.group.count || byId(a.key, b.key))
    .map(({ group }) => group);
}
