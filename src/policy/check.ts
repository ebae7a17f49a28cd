import { analyseTable } from "./analysis/findings/index.ts";
import type { Finding } from "./finding.ts";
import { lintPolicy } from "./lint.ts";
import type { Policy } from "./policy.ts";

/** What a valid policy probably does not mean, part by part and as a whole table. */
export function checkPolicy(policy: Policy): Finding[] {
  return [...lintPolicy(policy), ...analyseTable(policy)];
}
