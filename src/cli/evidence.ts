import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { Command } from "commander";
import { type Assessment, assess } from "../governance/assess.ts";
import type { Files } from "../governance/check/index.ts";
import {
  decisionGlobs,
  loadRelease,
  loadStages,
  policyPath,
  releasePath,
  type Stages,
  stagesPath,
} from "../governance/config/index.ts";
import { newestVersion } from "../governance/versions.ts";
import { loadPolicy } from "../policy/index.ts";
import { readRecords } from "./decision-records.ts";
import { evidenceJson, evidenceText } from "./evidence-text.ts";
import { workTree } from "./work-tree.ts";

interface Options {
  policy?: string;
  of?: string;
  json?: boolean;
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
        found = assessAll(dir, options);
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

function assessAll(dir: string, options: Options): Assessment[] {
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
  return assess({
    policy,
    candidate,
    release,
    releaseText: files.read(releasePath(id)),
    stages,
    records: () => readRecords(dir, files.paths, decisionGlobs(stages, id)),
  });
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
    const listing = execFileSync("git", ["tag", "--list", `${policy}/v*`], {
      cwd: dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return newestVersion(
      policy,
      listing.split("\n").map((name) => ({ name })),
    );
  } catch {
    return undefined;
  }
}
