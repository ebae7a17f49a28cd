import { spawn } from "node:child_process";

/** `git` ended with another exit code than 0. */
export class GitError extends Error {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  constructor(args: readonly string[], code: number, stdout: string, stderr: string) {
    super(`git ${args.join(" ")} ended with ${code}: ${stderr.trim() || stdout.trim()}`);
    this.code = code;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

export interface GitOptions {
  input?: string | Buffer;
  env?: Record<string, string>;
}

/** The person's own git configuration must not change what the forge does. */
export const gitEnvironment = {
  PATH: process.env.PATH ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  // Paths come from requests: `*` and `:(magic)` in them are just characters.
  GIT_LITERAL_PATHSPECS: "1",
  LC_ALL: "C",
};

/** Runs `git` in a bare repository, without a shell, and gives the bytes it wrote. @throws GitError */
export function gitBytes(gitDir: string, args: readonly string[], { input, env }: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--git-dir", gitDir, ...args], { env: { ...gitEnvironment, ...env } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitError(args, code ?? -1, Buffer.concat(out).toString(), Buffer.concat(err).toString()));
    });
    // git may end without reading all of its input; its exit code tells, not the broken pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Like {@link gitBytes}, as text without the last line end. */
export async function git(gitDir: string, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await gitBytes(gitDir, args, options)).toString().replace(/\n$/, "");
}

/** Like {@link git}, with `null` where git says no. */
export async function gitMaybe(gitDir: string, args: readonly string[], options?: GitOptions): Promise<string | null> {
  try {
    return await git(gitDir, args, options);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
