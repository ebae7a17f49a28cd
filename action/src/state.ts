import { releasePath, stagesPath } from "../../src/governance/config/index.ts";
import { overAll, type Statement, stateLogs } from "../../src/replay/index.ts";
import type { Tree } from "./changes.ts";
import { besidePolicy, type TestedPolicy, worst } from "./policies.ts";
import type { Tested } from "./present.ts";
import type { Settings } from "./settings.ts";

/** States exactly what was tested, for whoever relies on it: see {@link Statement}. `digests` is sha256 by log. */
export function stateTested(
  { base, head }: Settings,
  engine: string,
  { policies, findings }: Omit<Tested, "statement">,
  baseTree: Tree,
  digests: ReadonlyMap<string, string>,
): Statement {
  const rules = new Set([stagesPath, ...policies.filter(({ report }) => report).map(release)]);
  return {
    statement: "countersign-replay/v1",
    engine,
    base,
    head,
    policies: policies.map(({ change, id, report, verdict }) => ({
      path: change.path,
      policy: id,
      base_blob: change.base?.id ?? null,
      head_blob: change.head?.id ?? null,
      decisions: report?.decisions ?? 0,
      replayed: report?.replayed ?? 0,
      flips: {
        count: report?.flips.count ?? 0,
        toward_human: report?.flips.toward_human ?? 0,
        away_from_human: report?.flips.away_from_human ?? 0,
        neither: report?.flips.neither ?? 0,
      },
      flips_digest: report?.flips_digest ?? overAll(new Map()).digest,
      verdict,
    })),
    rules: [...rules].sort().map((path) => ({ path, blob: baseTree.get(path)?.id ?? null })),
    logs: stateLogs(digests),
    verdict: findings.length > 0 ? "fail" : worst(policies.map((policy) => policy.verdict)),
  };
}

/** The file that says at which stage a policy is live. */
const release = ({ kind, id, change }: TestedPolicy): string =>
  kind === "model" ? releasePath(id) : besidePolicy(change.path, "release.yaml");
