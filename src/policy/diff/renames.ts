import type { Policy } from "../policy.ts";

/**
 * Outcomes that have another name in the head: one name gone and one new, both acting or both not, where every rule that
 * both versions have and that decided the one now decides the other.
 */
export function renamedOutcomes(base: Policy, head: Policy): Map<string, string> {
  const gone = Object.keys(base.outcomes).filter((name) => !Object.hasOwn(head.outcomes, name));
  const added = Object.keys(head.outcomes).filter((name) => !Object.hasOwn(base.outcomes, name));
  const now = new Map(head.rules.map((rule) => [rule.id, rule.then]));
  const renamed = new Map<string, string>();
  for (const name of gone) {
    const kept = base.rules.filter((rule) => rule.then === name && now.has(rule.id)).map((rule) => now.get(rule.id)!);
    if (base.otherwise === name) kept.push(head.otherwise);
    const [other] = kept;
    if (other === undefined || !added.includes(other) || kept.some((one) => one !== other)) continue;
    const taken = [...renamed.values()].includes(other);
    if (!taken && base.outcomes[name]!.acts === head.outcomes[other]!.acts) renamed.set(name, other);
  }
  return renamed;
}
