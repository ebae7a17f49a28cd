import type { Policy } from "../../policy.ts";
import type { Beside } from "./beside.ts";

/** What the policy says of itself as a whole. */
export function facts(base: Policy, head: Policy): Beside[] {
  const named = { id: "id", title: "title", purpose: "purpose" } as const;
  const found = (Object.keys(named) as (keyof typeof named)[]).flatMap((key): Beside[] =>
    base[key] === head[key] ? [] : [{ what: key, class: "patch", words: `The ${key} is now "${head[key] ?? ""}".` }],
  );
  if (base.accountable !== head.accountable) {
    const words = `The accountable role is now ${head.accountable ?? "nobody"} (before: ${base.accountable ?? "nobody"}).`;
    found.push({ what: "accountable", class: "patch", words });
  }
  if (base.hitPolicy !== head.hitPolicy) {
    found.push({
      what: "hit_policy",
      class: "patch",
      words: `The hit policy is now ${head.hitPolicy} (before: ${base.hitPolicy}).`,
    });
  }
  if (base.otherwise !== head.otherwise) {
    found.push({
      what: "otherwise",
      class: "patch",
      words: `Where no rule applies, the outcome is now "${head.otherwise}" (before: "${base.otherwise}").`,
    });
  }
  return found;
}
