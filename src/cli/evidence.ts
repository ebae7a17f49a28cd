import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { Command } from "commander";
import semver from "semver";
import type { Files } from "../governance/check/index.ts";
import {
  decisionGlobs,
  loadRelease,
  loadStages,
  policyPath,
  type Release,
  releasePath,
  type Stages,
  stagesPath,
} from "../governance/config/index.ts";
import { computeEvidence, type Evidence } from "../governance/evidence.ts";
import { type Move, planDemotion, planPromotion, type Stay } from "../governance/promotion.ts";
import { loadPolicy, type Policy } from "../policy/index.ts";
import { readRecords } from "./decision-records.ts";
import { evidenceJson, evidenceText } from "./evidence-text.ts";
import { workTree } from "./work-tree.ts";

interface Options {
  policy?: string;
  of?: string;
  json?: boolean;
}

/** What the records say about one version, and what follows for its stage. */
export interface Assessment {
  policy: Policy;
  release: Release | undefined;
  /** The newest version. */
  candidate: string;
  evidence: Evidence;
  baseline: Stages["baseline"][string] | undefined;
  promotion: Move | Stay;
  /** Where something is live. */
  demotion: Move | Stay | undefined;
}

/** `countersign evidence`: what the decision records show, and what a promotion still needs. */
export function evidenceCommand(): Command {
  return new Command("evidence")
    .description("Measure policies from their decision records: figures, gates, what a promotion still needs")
    .argument("[dir]", "the governed repository", ".")
    .option("--policy <id>", "only this policy")
    .option("--of <version>", "the version to promote; left out, the newest tag <policy>/v…, else the live version")
    .option("--json", "print the figures and verdicts as JSON")
    .addHelpText("after", "\nExits with 1 when a live version certainly fails the gates of its stage.")
    .action((dir: string, options: Options, command: Command) => {
      let found: Assessment[];
      try {
        found = assess(dir, options);
      } catch (error) {
        return command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
      }
      const printed = options.json
        ? `${JSON.stringify({ policies: found.map(evidenceJson) }, null, 2)}\n`
        : `${found.map(evidenceText).join("\n\n")}\n`;
      process.stdout.write(printed);
      if (found.some(({ demotion }) => demotion?.kind === "demotion")) process.exitCode = 1;
    });
}

function assess(dir: string, options: Options): Assessment[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${dir} cannot be read: it is not a folder`);
  const files = workTree(dir);
  const stages = valid(stagesPath, files, loadStages);
  if (!stages) throw new Error(`there is no ${stagesPath} in ${dir}; countersign init lays one down`);
  const ids = files.paths.flatMap((path) => /^policies\/([^/]+)\/policy\.yaml$/.exec(path)?.[1] ?? []);
  const chosen = ids.filter((id) => options.policy === undefined || id === options.policy);
  if (chosen.length === 0) {
    throw new Error(
      options.policy ? `there is no policy "${options.policy}"; there are ${ids.join(", ")}` : "there is no policy",
    );
  }
  return chosen.map((id) => assessPolicy(dir, files, stages, id, options.of));
}

function assessPolicy(dir: string, files: Files, stages: Stages, id: string, of: string | undefined): Assessment {
  const policy = valid(policyPath(id), files, (text, given) => {
    const { policy: value, findings } = loadPolicy(text, given);
    return value ? { value, findings } : { findings };
  })!;
  const release = valid(releasePath(id), files, loadRelease);
  const candidate = of ?? newestTag(dir, id) ?? release?.version ?? "1.0.0";
  const baseline = stages.baseline[id];
  const evidenceOf = (version: string) =>
    computeEvidence(readRecords(dir, files.paths, decisionGlobs(stages, id)), { policy, version, baseline });
  const request = { policy: id, release, releaseText: files.read(releasePath(id)), stages };
  const evidence = evidenceOf(candidate);
  return {
    policy,
    release,
    candidate,
    evidence,
    baseline,
    promotion: planPromotion({ ...request, candidate, evidence }),
    demotion:
      release && release.stage !== "audit"
        ? planDemotion({ ...request, evidence: release.version === candidate ? evidence : evidenceOf(release.version) })
        : undefined,
  };
}

/** A file's value; undefined where there is no such file. */
function valid<T>(
  path: string,
  files: Files,
  load: (text: string, options: { file: string }) => { value?: T; findings: { message: string; line?: number }[] },
): T | undefined {
  const text = files.read(path);
  if (text === undefined) return undefined;
  const { value, findings } = load(text, { file: path });
  if (value !== undefined) return value;
  const [{ message, line } = { message: "it cannot be read", line: 1 }] = findings;
  throw new Error(`${path}:${line}: ${message} (countersign check shows everything)`);
}

function newestTag(dir: string, policy: string): string | undefined {
  try {
    const prefix = `${policy}/v`;
    const listing = execFileSync("git", ["tag", "--list", `${prefix}*`], {
      cwd: dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const versions = listing.split("\n").map((tag) => tag.slice(prefix.length));
    return semver.rsort(versions.filter((version) => semver.valid(version) === version))[0];
  } catch {
    return undefined;
  }
}
