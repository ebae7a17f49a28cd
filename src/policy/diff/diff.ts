import { type Space, spaceOf } from "../analysis/space.ts";
import { type Table, tableOf, wholeBox } from "../analysis/table.ts";
import { whereOf } from "../analysis/where.ts";
import type { Witness } from "../analysis/witness.ts";
import type { Policy } from "../policy.ts";
import { casesIn } from "../words/condition.ts";
import { regionWords } from "../words/region.ts";
import { areasOf, listable } from "./areas.ts";
import { type Beside, besides } from "./besides/index.ts";
import { type ChangeClass, highest } from "./class.ts";
import { compareTables } from "./compare.ts";
import { type Located, locate, type RegionSide } from "./locate.ts";
import { renamedOutcomes } from "./renames.ts";
import { byGravity, summaryWords } from "./summary.ts";

/** A box of the input space in which a change gives every judged case another outcome. */
export interface Region {
  from: RegionSide;
  to: RegionSide;
  /** By column, the unary test that the box is; a column left out may have any value that is judged at all. */
  where: Record<string, string>;
  /** An input of the region, with which the evaluator gives `from` under the base and `to` under the head. */
  witness: Witness | null;
  words: string;
  /** Present where the box is only drawn around the change: some of its cases may not change. */
  approximate?: true;
  /** Present where no input was found: derived values restrict the box, and perhaps no input gives them. */
  possibly_unreachable?: true;
}

/** What changes from one version of a policy to another, for whom, and how much that is. */
export interface PolicyDiff {
  class: ChangeClass;
  /** Every judged case in a region gets another outcome, each region has such a case, and no case outside does. */
  exact: boolean;
  regions: Region[];
  /** What differs besides: confidence floors, outcomes, columns, owner, texts. */
  besides: Beside[];
  /** The whole change for a policy owner, in sentences. */
  words: string;
}

export interface DiffOptions {
  /** The version that the base has; the words then name the one that the change makes. */
  current?: string | undefined;
  /** Blocks of atoms to look at, at most; past it, the result is an over-approximation and says so. */
  budget?: number;
}

/** About two seconds of a small machine, for each of the two passes. */
const BUDGET = 400_000;

/**
 * The semantic diff of two versions: exact regions of the input space whose outcome changes, with a witness each, in words,
 * and the SemVer class that follows. Derived values count as columns of their own. The method is in docs/diff.md.
 */
export function diffPolicies(base: Policy, head: Policy, { current, budget = BUDGET }: DiffOptions = {}): PolicyDiff {
  const renamed = renamedOutcomes(base, head);
  const space = spaceOf([base, head]);
  const tables = [withNames(tableOf(space, 0), renamed), tableOf(space, 1)] as const;
  const options = { budget, acts: (outcome: string) => head.outcomes[outcome]?.acts === true };
  const byOutcome = compareTables(...tables, wholeBox(space), { ...options, detail: "outcomes" });
  // Told apart by rules there is only more to list.
  const few = listable(byOutcome);
  const byRule = few ? compareTables(...tables, wholeBox(space), { ...options, detail: "rules" }) : byOutcome;
  const complete = few && listable(byRule);
  const areas = areasOf(complete ? byRule : byOutcome, space)
    .sort(byGravity(base, head))
    .map((area) => locate(area, base, head, space, renamed));

  const regions = areas.map((area) => regionOf(area, base, head, space));
  const mentioned = new Set(regions.flatMap(({ from, to }) => [from.rule, to.rule]).filter((rule) => rule !== null));
  const others = besides(base, head, renamed, mentioned);
  const result = highest([
    ...regions.map(({ to }) => (options.acts(to.outcome) ? "major" : "minor")),
    ...others.map((one) => one.class),
  ]);
  const exact =
    complete &&
    !demandChanges(base, head) &&
    regions.every((region) => !region.approximate && !region.possibly_unreachable);
  const grouped = complete ? areasOf(byOutcome, space) : areas;
  const words = summaryWords({ base, head, space, areas, grouped, besides: others, class: result, exact, current });
  return { class: result, exact, regions, besides: others, words };
}

function withNames(table: Table, renamed: ReadonlyMap<string, string>): Table {
  const now = (outcome: string) => renamed.get(outcome) ?? outcome;
  const rules = table.rules.map((rule) => ({ ...rule, outcome: now(rule.outcome) }));
  return { ...table, rules, otherwise: now(table.otherwise) };
}

function regionOf(area: Located, base: Policy, head: Policy, space: Space): Region {
  const { from, to, witness } = area;
  const { where, exact } = whereOf(space, area.box);
  const certain = area.exact && exact;
  const words = regionWords(base, head, {
    cases: casesIn(space, area.box),
    from: { outcome: from.outcome, rules: [from.rule] },
    to: { outcome: to.outcome, rules: [to.rule] },
    certain,
  });
  return {
    from,
    to,
    where,
    witness: witness ?? null,
    words,
    ...(certain ? {} : { approximate: true as const }),
    ...(witness ? {} : { possibly_unreachable: true as const }),
  };
}

/**
 * Whether a derived value that one version requires is optional in the other. Which cases are judged then differs by the
 * formula's result, and a region drawn over its inputs may hold cases that it is not about.
 */
function demandChanges(base: Policy, head: Policy): boolean {
  return Object.entries(base.derived).some(([name, { optional }]) => {
    const other = Object.hasOwn(head.derived, name) ? head.derived[name] : undefined;
    return other !== undefined && other.optional !== optional;
  });
}
