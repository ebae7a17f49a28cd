import type { Finding } from "./finding.ts";
import { lintPolicy } from "./lint.ts";
import type { Policy } from "./policy.ts";

/** What a valid policy probably does not mean: findings that are no reason to refuse it. */
export function checkPolicy(policy: Policy): Finding[] {
  return lintPolicy(policy);
}
