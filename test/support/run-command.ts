import { type Command, CommanderError } from "commander";
import { vi } from "vitest";

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs one command of the command line in this process, and takes down what it prints and how it ends. */
export async function runCommand(command: Command, ...args: string[]): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      printed[stream] += text;
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    await command.exitOverride().parseAsync(["node", command.name(), ...args]);
    return { status: process.exitCode, ...printed };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { status: error.code === "commander.error" || error.exitCode === 0 ? error.exitCode : 2, ...printed };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}
