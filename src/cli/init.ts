import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Command, InvalidArgumentError } from "commander";

import { loadRaci, raciPath, raciTestPath } from "../governance/config/index.ts";
import { didYouMean } from "../policy/index.ts";
import { colors } from "./colors.ts";
import { plural } from "./findings.ts";

const template = resolve(import.meta.dirname, "../../policies-template");

interface Options {
  role: Record<string, string[]>;
  json?: boolean;
}

/** `countersign init`: lays down a governed repository to begin with. */
export function initCommand(): Command {
  return new Command("init")
    .description("Lay down a governed repository: two sample policies, a RACI chart, stages, forms and workflow")
    .argument("[dir]", "where; it is made if need be", ".")
    .option(
      "--role <role=people>",
      "who holds a role of the chart, e.g. --role credit-manager=jane,acme/leads (repeatable)",
      collectRole,
      {},
    )
    .option("--json", 'print {"created": […], "kept": […]} as JSON')
    .addHelpText("after", "\nA file that is there already is never touched.")
    .action((dir: string, options: Options, command: Command) => {
      let laid: Laid;
      try {
        laid = layDown(dir, options.role);
      } catch (error) {
        return command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
      }
      process.stdout.write(options.json ? `${JSON.stringify(laid, null, 2)}\n` : inWords(dir, laid));
    });
}

function collectRole(text: string, before: Record<string, string[]>): Record<string, string[]> {
  const match = /^([^=]+)=([^=]+)$/.exec(text);
  if (!match) throw new InvalidArgumentError("Write it as role=people, e.g. credit-manager=jane,acme/leads.");
  return { ...before, [match[1]!]: match[2]!.split(",").map((who) => who.trim().replace(/^@/, "")) };
}

export interface Laid {
  created: string[];
  /** Files that were there already. */
  kept: string[];
}

/**
 * Writes the template's files, except those that are there already.
 * @param roles role of the chart → people to put in place of the template's
 */
export function layDown(dir: string, roles: Record<string, string[]>): Laid {
  const files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(template, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  if (existsSync(join(dir, raciPath)) && Object.keys(roles).length > 0) {
    throw new Error(`${raciPath} is there already, so --role cannot set its people: edit it instead`);
  }
  const chart = assign(readFileSync(join(template, raciPath), "utf8"), roles);
  const laid: Laid = { created: [], kept: [] };
  // The examples speak of the template's roles, which a chart that was there before need not have.
  const ownChart = existsSync(join(dir, raciPath));
  for (const file of files) {
    const target = join(dir, file);
    if (ownChart && file === raciTestPath && !existsSync(target)) continue;
    if (existsSync(target)) {
      laid.kept.push(file);
      continue;
    }
    mkdirSync(dirname(target), { recursive: true });
    // "wx" fails rather than overwrites, also where somebody was faster.
    writeFileSync(target, file === raciPath ? chart : readFileSync(join(template, file)), { flag: "wx" });
    laid.created.push(file);
  }
  return laid;
}

/** The chart with other people in some roles. */
function assign(chart: string, roles: Record<string, string[]>): string {
  let text = chart;
  for (const [role, people] of Object.entries(roles)) {
    const known = Object.keys(loadRaci(chart).value!.roles);
    if (!known.includes(role)) throw new Error(`the chart has no role "${role}".${didYouMean(role, known)}`);
    const line = new RegExp(`^(  ${role}: +\\{)(?:users|teams): \\[[^\\]]*\\]`, "m");
    const teams = people.filter((who) => who.includes("/"));
    const users = people.filter((who) => !who.includes("/"));
    const lists = [
      users.length > 0 ? `users: [${users.join(", ")}]` : "",
      teams.length > 0 ? `teams: [${teams.join(", ")}]` : "",
    ];
    text = text.replace(line, `$1${lists.filter((list) => list !== "").join(", ")}`);
  }
  const { findings } = loadRaci(text, { file: raciPath });
  const [wrong] = findings.filter(({ severity }) => severity === "error");
  if (wrong) throw new Error(wrong.message);
  return text;
}

function inWords(dir: string, { created, kept }: Laid): string {
  const lines = created.map((file) => `${colors.green("created")} ${file}`);
  if (kept.length > 0) {
    lines.push("", `${plural(kept.length, "file")} left as they are, because they were there already:`);
    lines.push(...kept.map((file) => `   kept ${file}`));
  }
  lines.push(
    "",
    "Next:",
    `  1. Put your people into ${join(dir, raciPath)}, and your measured baseline into ${join(dir, "governance/stages.yaml")}.`,
    `  2. countersign check ${dir}`,
    "  3. Commit, tag the live version (git tag mortgage/v1.0.0), push both.",
    "  4. Install the GitHub App, and require the checks countersign/approvals and countersign/replay on the default branch.",
    "",
    `${join(dir, "README.md")} says how to work with it. The policies and their decision records are samples.`,
  );
  return `${lines.join("\n")}\n`;
}
