import inc from "semver/functions/inc.js";
import { sizeOf } from "../analysis/bits.ts";
import type { Space } from "../analysis/space.ts";
import { boxesMeet } from "../analysis/table.ts";
import type { Policy } from "../policy.ts";
import { casesIn, glossary } from "../words/condition.ts";
import { regionWords } from "../words/region.ts";
import type { Area } from "./areas.ts";
import type { Beside } from "./besides/index.ts";
import type { ChangeClass } from "./class.ts";
import type { Located } from "./locate.ts";

export interface SummaryFacts {
  base: Policy;
  head: Policy;
  space: Space;
  /** What changes, rule by rule. */
  areas: readonly Located[];
  /** The same, told apart by outcomes only, so in fewer boxes. */
  grouped: readonly Area[];
  besides: readonly Beside[];
  class: ChangeClass;
  exact: boolean;
  current: string | undefined;
}

/** Sentences for single regions, at most; the others are counted. */
const MOST = 6;

/** The whole change for a policy owner: the gravest regions first, what differs besides, and what version that makes. */
export function summaryWords(facts: SummaryFacts): string {
  if (facts.class === "none") return "Nothing changes.";
  const regions = regionSentences(facts);
  const rest = facts.besides.map(({ words }) => words);
  if (rest.length === 0 && facts.exact) rest.push("Nothing else changes.");
  return [...regions, ...caution(facts), ...rest, verdict(facts)].join(" ");
}

function regionSentences({ base, head, space, areas, grouped }: SummaryFacts): string[] {
  const told = new Set<string>();
  const explain = glossary();
  const sentences = [...grouped]
    .map((area) => ({ area, deciding: areas.filter((one) => sameChange(one, area) && boxesMeet(one.box, area.box)) }))
    .filter(({ deciding }) => deciding.length > 0)
    .sort((a, b) => byGravity(base, head)(a.area, b.area));
  const shown = sentences.slice(0, MOST).map(({ area, deciding }) =>
    regionWords(
      base,
      head,
      {
        cases: casesIn(space, area.box, explain),
        from: { outcome: deciding[0]!.from.outcome, rules: rulesBefore(deciding, base) },
        to: { outcome: deciding[0]!.to.outcome, rules: distinct(deciding.map(({ to }) => to.rule)) },
        certain: area.exact,
      },
      told,
    ),
  );
  const left = sentences.length - shown.length;
  return left === 0
    ? shown
    : [
        ...shown,
        `${left} more group${left === 1 ? "" : "s"} of cases change${left === 1 ? "s" : ""}; the regions list them all.`,
      ];
}

const sameChange = (one: Area, other: Area): boolean =>
  one.change.from.outcome === other.change.from.outcome && one.change.to.outcome === other.change.to.outcome;

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** Which rules acted before; where a person looked, it is of no account why. */
const rulesBefore = (deciding: readonly Located[], base: Policy): (string | null)[] =>
  deciding.some(({ from }) => base.outcomes[from.outcome]?.acts) ? distinct(deciding.map(({ from }) => from.rule)) : [];

/** Orders areas: the gravest first, and of these the largest. */
export const byGravity =
  (base: Policy, head: Policy) =>
  (a: Area, b: Area): number =>
    gravity(b, base, head) - gravity(a, base, head) || size(b.box) - size(a.box);

/** Acting where a person looked is gravest, then acting otherwise, then no longer acting. */
function gravity({ change: { from, to } }: Area, base: Policy, head: Policy): number {
  const acts = head.outcomes[to.outcome]?.acts === true;
  const acted = base.outcomes[from.outcome]?.acts === true;
  if (acts) return acted ? 2 : 3;
  return acted ? 1 : 0;
}

const size = (box: readonly bigint[]): number => box.reduce((product, set) => product * sizeOf(set), 1);

function caution({ areas, exact }: SummaryFacts): string[] {
  if (exact || areas.length === 0) return [];
  const unsure = areas.filter(({ witness }) => witness === undefined).length;
  const said: string[] = [];
  if (areas.some((area) => !area.exact)) {
    said.push(
      "The versions differ in so much that this is drawn wider than the change: some of these cases may stay as they are.",
    );
  }
  if (unsure > 0) {
    said.push(`For ${unsure} of the ${areas.length} regions no possible case was found; perhaps there is none.`);
  }
  return said;
}

function verdict({ class: change, areas, besides, base, head, current }: SummaryFacts): string {
  const version = current === undefined || change === "none" ? null : inc(current, change);
  const becomes = version === null ? `This is a ${change} change` : `This becomes ${version}`;
  if (change === "patch") return `${becomes}, because no case gets another outcome.`;
  if (change === "minor") return `${becomes}, because whatever changes goes to a person.`;
  if (areas.some((area) => gravity(area, base, head) === 3) || besides.some((one) => one.acts)) {
    return `${becomes}, because it acts where it did not.`;
  }
  if (areas.some((area) => gravity(area, base, head) === 2))
    return `${becomes}, because it now acts differently on some cases.`;
  return `${becomes}, because an outcome that acts has another name.`;
}
