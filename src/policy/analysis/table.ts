import type { Policy } from "../policy.ts";
import { allBits } from "./bits.ts";
import type { Space } from "./space.ts";
import { testSets } from "./test-set.ts";

/** A rule as a box: the atoms that it lets pass in each column of the space, in the order of the space's columns. */
export interface BoxedRule {
  id: string;
  outcome: string;
  sets: readonly bigint[];
}

/**
 * How the matching rules decide. `first`: the one that stands first. `apart`: rules of different outcomes never match
 * together, so that their order is of no account. `agree`: different outcomes together give `otherwise`.
 */
export type Mode = "first" | "apart" | "agree";

/** A policy as boxes over a space, rules in the order in which they take precedence. */
export interface Table {
  mode: Mode;
  rules: readonly BoxedRule[];
  otherwise: string;
}

/** The table of one policy of the space. An atom that makes the policy not judge a case is in no rule's set. */
export function tableOf(space: Space, side: number): Table {
  const policy = space.policies[side]!;
  const sets = space.columns.map((column) => testSets(column.atoms));
  const place = new Map(space.columns.map((column, i) => [column.sides[side]?.at ?? -1, i]));
  const valid = space.columns.map((column) => column.valid[side]!);
  const boxed = policy.rules.map((rule): BoxedRule => {
    const box = [...valid];
    for (const { column, test } of rule.tests) {
      const at = place.get(column)!;
      box[at] = box[at]! & sets[at]!(test);
    }
    return { id: rule.id, outcome: rule.then, sets: box };
  });
  const rules = policy.hitPolicy === "PRIORITY" ? byPriority(boxed, policy) : boxed;
  return { mode: modeOf(rules, policy), rules, otherwise: policy.otherwise };
}

function byPriority(rules: readonly BoxedRule[], policy: Policy): BoxedRule[] {
  const place = new Map(Object.keys(policy.outcomes).map((name, at) => [name, at]));
  return [...rules].sort((a, b) => place.get(a.outcome)! - place.get(b.outcome)!);
}

function modeOf(rules: readonly BoxedRule[], { hitPolicy }: Policy): Mode {
  if (firstOverlap(rules) === undefined) return "apart";
  return hitPolicy === "UNIQUE" || hitPolicy === "ANY" ? "agree" : "first";
}

/** The first two rules of different outcomes that some case matches both. */
export function firstOverlap(rules: readonly BoxedRule[]): [BoxedRule, BoxedRule] | undefined {
  for (const [i, one] of rules.entries()) {
    for (let j = i + 1; j < rules.length; j++) {
      const other = rules[j]!;
      if (one.outcome !== other.outcome && boxesMeet(one.sets, other.sets)) return [one, other];
    }
  }
  return undefined;
}

export const boxesMeet = (a: readonly bigint[], b: readonly bigint[]): boolean =>
  a.every((set, i) => (set & b[i]!) !== 0n);

/** The whole space as a box. */
export const wholeBox = (space: Space): bigint[] => space.columns.map(({ atoms }) => allBits(atoms.length));
