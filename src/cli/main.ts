import type { CommanderError } from "commander";
import { program } from "./program.ts";

/** Bad usage exits with 2, as unreadable input does: 1 is kept for gates and findings. */
function exit({ code, exitCode }: CommanderError): never {
  process.exit(code === "commander.error" || exitCode === 0 ? exitCode : 2);
}

// Whoever reads the output may have seen enough, as `head` has; a verdict of fail stays one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
  process.exit(2);
});

const root = await program(process.argv[2]);
for (const command of [root, ...root.commands]) command.exitOverride(exit);
try {
  await root.parseAsync();
} catch (error) {
  // A stack tells a user nothing, and whoever mends the program everything.
  process.stderr.write(`error: ${process.env.DEBUG ? (error as Error).stack : (error as Error).message}\n`);
  process.exit(2);
}
