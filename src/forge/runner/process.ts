import { spawn } from "node:child_process";

/** A step that runs longer is ended, in milliseconds. A job of GitHub may take six hours; nothing here should. */
const LIMIT_MS = 600_000;

export interface Ended {
  code: number;
  output: string;
}

/** Runs a program with exactly this environment and gives its exit code and its output, both streams together. */
export function runProcess(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}
