import { createRequire } from "node:module";
import { Command } from "commander";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** Each command is one file of this folder. They are loaded when needed: all of them take longer than a small replay. */
const commands: Record<string, () => Promise<Command>> = {
  check: async () => (await import("./check.ts")).checkCommand(),
  decide: async () => (await import("./decide.ts")).decideCommand(),
  demo: async () => (await import("./demo.ts")).demoCommand(),
  diff: async () => (await import("./diff.ts")).diffCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  evidence: async () => (await import("./evidence.ts")).evidenceCommand(),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  import: async () => (await import("./import.ts")).importCommand(),
  init: async () => (await import("./init.ts")).initCommand(),
  queue: async () => (await import("./queue.ts")).queueCommand(),
  replay: async () => (await import("./replay.ts")).replayCommand(),
  rollback: async () => (await import("./rollback.ts")).rollbackCommand(),
  simulate: async () => (await import("./simulate.ts")).simulateCommand(),
  sql: async () => (await import("./sql.ts")).sqlCommand(),
};

/** The command line: with the one command that is wanted, or with all where it is none of them, as for help. */
export async function program(wanted = ""): Promise<Command> {
  const names = Object.hasOwn(commands, wanted) ? [wanted] : Object.keys(commands);
  const root = new Command("countersign")
    .description("Govern AI decisions with Git: check policies, replay them on past decisions, promote, roll back.")
    .version(version)
    .configureHelp({ sortSubcommands: true })
    .showHelpAfterError();
  for (const name of names) root.addCommand(await commands[name]!());
  return root;
}
