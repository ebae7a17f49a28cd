import { createHash } from "node:crypto";
import { byId, type Flip } from "./tally.ts";

/**
 * `sha256:` over all flips, each as a JSON line `["id","from","to"]`, sorted: the same set of flips gives the same text
 * whichever order and however many logs they came from. An approval that was given in view of these flips binds to it.
 */
export function flipsDigest(flips: Flip[]): string {
  const lines = flips.map((flip) => JSON.stringify([flip.decision_id, flip.from, flip.to])).sort(byId);
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line).update("\n");
  return `sha256:${hash.digest("hex")}`;
}
