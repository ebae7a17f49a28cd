import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { parseJsonExact } from "../policy/index.ts";

/** The case that `--input` names: a JSON object in a file, or on standard input for `-`. Ends the command with 2 otherwise. */
export function readInput(file: string, command: Command): Record<string, unknown> {
  const where = file === "-" ? "standard input" : file;
  let input: unknown;
  try {
    input = parseJsonExact(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    const what = error instanceof SyntaxError ? `${where} is not JSON` : `cannot read ${where}`;
    return command.error(`error: ${what}: ${(error as Error).message}`, { exitCode: 2 });
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  return command.error(`error: ${where} must hold one JSON object, such as {"amount": 120.50}`, { exitCode: 2 });
}
