import type { Policy } from "../policy.ts";
import { clause, READABLE } from "./condition.ts";
import { listOf } from "./quantity.ts";

/** What happens to the cases of one region, as far as words need it. */
export interface RegionFacts {
  /** `cases with …` */
  cases: string;
  from: { outcome: string; rules: readonly (string | null)[] };
  to: { outcome: string; rules: readonly (string | null)[] };
  /** False: some of these cases may stay as they are. */
  certain: boolean;
}

/** Which outcomes a text has explained already. */
export type Told = Set<string>;

/**
 * One sentence for a policy owner: which cases get what now, and what they got before.
 *
 * @param told with it, an outcome is explained the first time; without, never
 */
export function regionWords(base: Policy, head: Policy, region: RegionFacts, told?: Told): string {
  const { from, to } = region;
  const acted = base.outcomes[from.outcome]?.acts === true;
  const acts = head.outcomes[to.outcome]?.acts === true;
  const now = outcomeWords(head, to.outcome, told);
  const before = outcomeWords(base, from.outcome, told);
  const by = byRules(to.rules);
  const byBefore = byRules(from.rules);
  const subject = region.cases.charAt(0).toUpperCase() + region.cases.slice(1);
  const verb = region.certain ? "now" : "may now";
  if (acts && acted) return `${subject} ${verb} get ${now} without review${by}; before, they got ${before}${byBefore}.`;
  if (acts)
    return `${subject} ${verb} get ${now} without review${by}; before, a person looked at them: ${before}${byBefore}.`;
  if (acted)
    return `${subject} ${verb} go to a person: ${now}${by}; before, they got ${before} without review${byBefore}.`;
  return `${subject} still go to a person, ${verb} as ${now}${by}; before, as ${before}${byBefore}.`;
}

/** The outcome's name, with its sentence the first time. */
function outcomeWords({ outcomes }: Policy, name: string, told: Told | undefined): string {
  const says = outcomes[name]?.says;
  if (says === undefined || !told || told.has(name) || says.length > READABLE) return `"${name}"`;
  told.add(name);
  return `"${name}" (${clause(says)})`;
}

function byRules(rules: readonly (string | null)[]): string {
  const named = rules.filter((rule) => rule !== null);
  const others = rules.includes(null) ? ["as no rule applies"] : [];
  if (named.length === 0) return others.length > 0 ? `, ${others[0]}` : "";
  const shown = named.length > 3 ? [...named.slice(0, 2), `${named.length - 2} more`] : named;
  const list = `rule${named.length > 1 ? "s" : ""} ${listOf(shown, "and")}`;
  return ` (${[list, ...(others.length > 0 ? ["or no rule"] : [])].join(", ")})`;
}
