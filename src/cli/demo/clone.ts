import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A person's clone, worked with as they would: real git over HTTP. */
export class Clone {
  readonly directory: string;
  readonly #person: string;

  private constructor(directory: string, person: string) {
    this.directory = directory;
    this.#person = person;
  }

  static async of(url: string, directory: string, person: string): Promise<Clone> {
    await mkdir(dirname(directory), { recursive: true });
    const clone = new Clone(dirname(directory), person);
    await clone.git("clone", "--quiet", url, directory);
    return new Clone(directory, person);
  }

  /** Standard output of a git command. @throws Error with git's own words. */
  async git(...args: string[]): Promise<string> {
    const identity = { GIT_AUTHOR_NAME: this.#person, GIT_COMMITTER_NAME: this.#person };
    const address = `${this.#person}@users.noreply.github.com`;
    const { stdout } = await run("git", args, {
      cwd: this.directory,
      env: {
        ...process.env,
        ...identity,
        GIT_AUTHOR_EMAIL: address,
        GIT_COMMITTER_EMAIL: address,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_TERMINAL_PROMPT: "0",
      },
      maxBuffer: 1 << 28,
    });
    return stdout;
  }

  /** Path → text, or null to delete the file. */
  async write(files: Record<string, string | null>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) {
        await rm(join(this.directory, path), { force: true });
        continue;
      }
      await mkdir(dirname(join(this.directory, path)), { recursive: true });
      await writeFile(join(this.directory, path), text);
    }
  }

  /** Commits everything that changed and pushes the branch. */
  async push(branch: string, message: string): Promise<void> {
    await this.git("checkout", "--quiet", "-B", branch);
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
    await this.git("push", "--quiet", "origin", branch);
  }

  /** Goes back to the newest default branch. */
  async update(): Promise<void> {
    await this.git("checkout", "--quiet", "main");
    await this.git("pull", "--quiet", "--prune", "origin", "main");
  }
}
