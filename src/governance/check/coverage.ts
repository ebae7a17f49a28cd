import type { Finding } from "../../policy/index.ts";
import { activitiesFor, isGoverned, type Raci } from "../config/index.ts";
import { findingIn } from "./files.ts";

const advice = "Add its path to an activity of governance/raci.yaml.";

/** Files that no activity covers: each governed one, and the others in one finding. */
export function checkCoverage(paths: readonly string[], raci: Raci): Finding[] {
  const uncovered = paths.filter((path) => activitiesFor(raci, path).length === 0);
  const governed = uncovered
    .filter(isGoverned)
    .map((path) => findingIn(path, "error", "uncovered-file", `Nobody answers for this file. ${advice}`));
  const [first, ...others] = uncovered.filter((path) => !isGoverned(path));
  if (first === undefined) return governed;
  const more =
    others.length === 0 ? "" : ` So it is for ${others.length} more, such as ${others.slice(0, 3).join(", ")}.`;
  const message = `Nobody answers for this file, and a pull request that touches it will say so.${more} ${advice}`;
  return [...governed, findingIn(first, "warning", "uncovered-file", message)];
}
