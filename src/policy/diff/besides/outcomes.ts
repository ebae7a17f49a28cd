import type { Policy } from "../../policy.ts";
import { type Beside, textChange } from "./beside.ts";

/** Outcomes that are new, gone, renamed, or begin or cease to act. */
export function outcomes(base: Policy, head: Policy, renamed: ReadonlyMap<string, string>): Beside[] {
  const newNames = new Set(renamed.values());
  const found: Beside[] = [];
  for (const [name, { acts, says }] of Object.entries(base.outcomes)) {
    const now = renamed.get(name) ?? name;
    const other = head.outcomes[now];
    const what = `outcomes/${now}`;
    if (!other) {
      found.push({ what, class: "patch", words: `The outcome "${name}" is gone.` });
      continue;
    }
    if (now !== name) {
      found.push({
        what,
        class: other.acts ? "major" : "minor",
        words: `The outcome "${name}" is now called "${now}".`,
      });
    }
    if (acts !== other.acts) found.push(actsChange(now, what, head));
    if (says !== other.says)
      found.push({ what, class: "patch", words: textChange(`the outcome "${now}"`, says, other.says) });
  }
  for (const [name, { acts }] of Object.entries(head.outcomes)) {
    if (Object.hasOwn(base.outcomes, name) || newNames.has(name)) continue;
    const words = `There is a new outcome "${name}", which ${acts ? "acts" : "hands the case to a person"}.`;
    found.push({ what: `outcomes/${name}`, class: "patch", words });
  }
  const kept = Object.keys(base.outcomes).map((name) => renamed.get(name) ?? name);
  const order = (names: readonly string[], other: readonly string[]) =>
    names.filter((name) => other.includes(name)).join();
  const now = Object.keys(head.outcomes);
  if (order(kept, now) !== order(now, kept))
    found.push({ what: "outcomes", class: "patch", words: "The outcomes are in another order." });
  return found;
}

function actsChange(name: string, what: string, head: Policy): Beside {
  const { acts } = head.outcomes[name]!;
  const decided = head.otherwise === name || head.rules.some((rule) => rule.then === name);
  const words = acts
    ? `The outcome "${name}" is now carried out without review; before, a person looked at it.`
    : `The outcome "${name}" now goes to a person; before, it was carried out without review.`;
  if (!decided) return { what, class: "patch", words };
  return acts ? { what, class: "major", words, acts } : { what, class: "minor", words };
}
