import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { type Diagnosis, diagnose, type Granted } from "../governance/doctor/index.ts";
import { readYaml } from "../policy/index.ts";
import { plainLine, plainText } from "../text/index.ts";
import { colors } from "./colors.ts";
import { type AppKey, connect, readSettings } from "./doctor/read-settings.ts";
import { plural } from "./findings.ts";
import { packageRoot } from "./package-root.ts";

interface Options {
  apiUrl: string;
  app: string;
  json?: boolean;
  strict?: boolean;
}

/** `countersign doctor`: what in a repository's settings lets a change past Countersign, and how to mend it. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Examine a repository on GitHub: the app's permissions, required checks, protection, who could bypass")
    .argument("<owner/repo>", "the repository")
    .option("--api-url <url>", "the REST API of a GitHub Enterprise Server", "https://api.github.com")
    .option("--app <slug>", "the app's name in addresses", "countersign")
    .option("--json", 'print {"repository", "findings": [{"severity", "code", "message", "mend"}]} as JSON')
    .option("--strict", "count warnings, and what could not be seen, as errors")
    .addHelpText(
      "after",
      [
        "",
        "Reads with the token in GITHUB_TOKEN; an administrator's sees most (gh auth token). With APP_ID and PRIVATE_KEY",
        "set, the app itself is asked how it is installed; else an owner of the organisation has to look. Writes nothing.",
        "",
        "Exits with 0 when nothing is wrong, 1 when there is an error, 2 when the repository cannot be read.",
      ].join("\n"),
    )
    .action(async (name: string, options: Options, command: Command) => {
      const fail = (message: string) => command.error(`error: ${plainLine(message)}`, { exitCode: 2 });
      const [owner, repo, rest] = name.split("/");
      if (!owner || !repo || rest !== undefined) return fail(`"${name}" is no repository; write owner/repo`);
      if (!URL.canParse(options.apiUrl)) return fail(`--api-url: "${options.apiUrl}" is no URL`);
      const token = process.env.GITHUB_TOKEN;
      if (!token)
        return fail("GITHUB_TOKEN is not set; for example GITHUB_TOKEN=$(gh auth token) countersign doctor …");
      let findings: Diagnosis[];
      try {
        const clients = connect({ token, appKey: appKey(), apiUrl: options.apiUrl });
        findings = diagnose(await readSettings(clients, { owner, repo, app: options.app }), wanted());
      } catch (error) {
        return fail(`cannot read ${name}: ${(error as Error).message}`);
      }
      process.stdout.write(
        options.json ? `${JSON.stringify({ repository: name, findings }, null, 2)}\n` : inWords(name, findings),
      );
      if (findings.some(({ severity }) => options.strict || severity === "error")) process.exitCode = 1;
    });
}

function appKey(): AppKey | undefined {
  const { APP_ID: appId, PRIVATE_KEY: privateKey } = process.env;
  return appId && privateKey ? { appId, privateKey: privateKey.replaceAll("\\n", "\n") } : undefined;
}

/** What the manifest of this very version asks for. */
function wanted(): Granted {
  const file = "app.yml";
  const { data } = readYaml(readFileSync(join(packageRoot, file), "utf8"), { file });
  const manifest = data as { default_permissions: Record<string, string>; default_events: string[] };
  return { permissions: manifest.default_permissions, events: manifest.default_events };
}

function inWords(name: string, findings: Diagnosis[]): string {
  if (findings.length === 0) return `${colors.green("Nothing is wrong")} with ${name}.\n`;
  const mark = { error: colors.red("error"), warning: colors.yellow("warning"), unseen: colors.dim("not seen") };
  const lines: string[] = [];
  findings.forEach(({ severity, code, message, mend }, index) => {
    lines.push(`${mark[severity]} ${colors.dim(code)}\n  ${plainLine(message, 2000)}`);
    // One command often mends several findings: it is printed below the last of them.
    if (mend !== undefined && findings[index + 1]?.mend !== mend) lines.push(`${indented(plainText(mend))}`);
  });
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const summary = `${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}, ${count("unseen")} not seen`;
  return `${lines.join("\n")}\n\n${summary}\n`;
}

/** A command has to stay copyable: a here-document ends at the margin only. */
const indented = (mend: string) => (mend.includes("\n") ? mend : `  ${mend}`);
