import { createRequire } from "node:module";
import { Command } from "commander";
import { checkCommand } from "./check.ts";
import { decideCommand } from "./decide.ts";
import { demoCommand } from "./demo.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { evidenceCommand } from "./evidence.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { replayCommand } from "./replay.ts";
import { rollbackCommand } from "./rollback.ts";
import { sqlCommand } from "./sql.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** The whole command line; each command is one file of this folder that adds itself. */
export function program(): Command {
  return new Command("countersign")
    .description("Govern AI decisions with Git: check policies, replay them on past decisions, promote, roll back.")
    .version(version)
    .configureHelp({ sortSubcommands: true })
    .showHelpAfterError()
    .addCommand(checkCommand())
    .addCommand(decideCommand())
    .addCommand(demoCommand())
    .addCommand(diffCommand())
    .addCommand(doctorCommand())
    .addCommand(evidenceCommand())
    .addCommand(explainCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(initCommand())
    .addCommand(replayCommand())
    .addCommand(rollbackCommand())
    .addCommand(sqlCommand());
}
