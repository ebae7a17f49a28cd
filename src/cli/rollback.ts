import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { loadRelease, type Release, releasePath } from "../governance/config/index.ts";
import { lastGood, rolledBack, writeRelease } from "../governance/release.ts";
import { plainLine } from "../text/index.ts";

interface Options {
  because: string;
  by?: string;
  json?: boolean;
}

/** How many commits of release.yaml are looked at. */
const depth = 100;

/** `countersign rollback`: puts release.yaml of a clone back to the last good state, for a pull request. */
export function rollbackCommand(): Command {
  return new Command("rollback")
    .description("Put a policy's release.yaml back to the last good version, and hold promotions")
    .argument("<policy>", "the policy's id")
    .argument("[dir]", "a clone of the governed repository", ".")
    .requiredOption("--because <reason>", "why, in words; it is kept with the hold")
    .option("--by <login>", "who asks for it; left out, git's user.name")
    .option("--json", 'print {"file", "from", "to"} as JSON')
    .addHelpText(
      "after",
      "\nIt changes one file and commits nothing. Exits with 1 when there is nothing to go back to.",
    )
    .action((policy: string, dir: string, options: Options, command: Command) => {
      try {
        const done = rollBack(dir, policy, options);
        if (!done) {
          process.stderr.write(`Nothing of ${plainLine(policy)} acts, so there is nothing to roll back.\n`);
          process.exitCode = 1;
          return;
        }
        process.stdout.write(options.json ? `${JSON.stringify(done, null, 2)}\n` : inWords(done));
      } catch (error) {
        command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
}

interface Done {
  file: string;
  from: Release;
  to: Release;
}

function rollBack(dir: string, policy: string, { because, by }: Options): Done | undefined {
  const path = releasePath(policy);
  const file = join(dir, path);
  if (!/^[\w-]+$/.test(policy) || !existsSync(join(dir, "policies", policy)))
    throw new Error(`there is no policy "${policy}" in ${dir}`);
  if (git(dir, "status", "--porcelain", "--", path) !== "") {
    throw new Error(`${path} has changes that are not committed: commit or undo them first`);
  }
  const commits = git(dir, "log", `--max-count=${depth}`, "--format=%H", "--", path).split("\n").filter(Boolean);
  const history = commits.map((commit) => releaseAt(dir, commit, path));
  const [from] = history;
  const good = lastGood(history);
  if (!from || !good) return undefined;
  const who = by ?? git(dir, "config", "user.name").trim();
  const to = rolledBack(good, { by: plainLine(who, 100), because: plainLine(because) });
  writeFileSync(file, writeRelease(readFileSync(file, "utf8"), to));
  return { file, from, to };
}

/** What was live after a commit; null where nothing was, or nothing that can be read. */
function releaseAt(dir: string, commit: string, path: string): Release | null {
  let text: string;
  try {
    text = git(dir, "show", `${commit}:./${path}`);
  } catch {
    return null;
  }
  return loadRelease(text).value ?? null;
}

function git(dir: string, ...args: string[]): string {
  try {
    return execFileSync("git", args, {
      cwd: dir,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`git ${args[0]} failed in ${dir}: ${stderr?.trim() || (error as Error).message}`);
  }
}

function inWords({ file, from, to }: Done): string {
  const branch = `rollback-${to.policy}`;
  const title = `Roll ${to.policy} back to ${to.version} at ${to.stage}`;
  const result = to.stage === "audit" ? "people decide everything" : `${to.version} is live at ${to.stage}`;
  return [
    `${file}: from ${from.version} at ${from.stage} to ${to.version} at ${to.stage}; promotions are held.`,
    "",
    `Once this is merged, ${result}. To propose it:`,
    `  git switch -c ${branch}`,
    `  git commit -m "${title}" ${releasePath(to.policy)}`,
    `  git push -u origin ${branch}`,
    "",
  ].join("\n");
}
