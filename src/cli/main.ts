import type { CommanderError } from "commander";
import { program } from "./program.ts";

/** Bad usage exits with 2, as unreadable input does: 1 is kept for gates and findings. */
function exit({ code, exitCode }: CommanderError): never {
  process.exit(code === "commander.error" || exitCode === 0 ? exitCode : 2);
}

const root = program();
for (const command of [root, ...root.commands]) command.exitOverride(exit);
await root.parseAsync();
