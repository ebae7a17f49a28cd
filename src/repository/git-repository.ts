import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Commit,
  type CommitChange,
  RefMovedError,
  type Repository,
  type Tag,
  TagMovedError,
  type Tree,
  type TreeEntry,
} from "./repository.ts";

interface Run {
  input?: string;
  env?: Record<string, string>;
}

/** A clone on this machine, read and written with git's plumbing; the work tree and the index stay untouched. */
export class GitRepository implements Repository {
  readonly directory: string;

  /** @param directory of a clone, bare or not. */
  constructor(directory: string) {
    this.directory = directory;
  }

  async resolve(ref: string): Promise<string | undefined> {
    const found = await this.#git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]).catch(
      () => "",
    );
    return found.trim() || undefined;
  }

  async tree(commit: string): Promise<Tree> {
    const listing = await this.#git(["ls-tree", "-r", "-z", "--full-tree", commit]);
    const files = new Map<string, TreeEntry>();
    for (const line of listing.split("\0")) {
      const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line);
      if (match) files.set(match[3]!, { mode: match[1]!, id: match[2]! });
    }
    return files;
  }

  async blob(id: string): Promise<string> {
    return this.#git(["cat-file", "blob", id]);
  }

  async tags(prefix: string): Promise<Tag[]> {
    const format = "%(refname:lstrip=2)%00%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)";
    const listing = await this.#git(["for-each-ref", `--format=${format}`, "refs/tags"]);
    return lines(listing)
      .map((line) => line.split("\0"))
      .filter(([name]) => name!.startsWith(prefix))
      .map(([name, commit]) => ({ name: name!, commit: commit! }));
  }

  async history(path: string, from: string, limit: number): Promise<Commit[]> {
    const log = await this.#git(["log", "-z", `--max-count=${limit}`, "--format=%H%n%B", from, "--", path]);
    return log
      .split("\0")
      .filter((entry) => entry.trim() !== "")
      .map((entry) => ({ id: entry.slice(0, entry.indexOf("\n")), message: entry.slice(entry.indexOf("\n") + 1) }));
  }

  async commit(change: CommitChange): Promise<string> {
    const base = change.parent ?? change.startFrom;
    const tree = await this.#writeTree(base, change.files);
    const parents = base === undefined ? [] : ["-p", base];
    const commit = (await this.#git(["commit-tree", tree, ...parents, "-F", "-"], { input: change.message })).trim();
    const expected = change.parent ?? "0".repeat(40);
    await this.#git(["update-ref", change.ref, commit, expected]).catch((error: Error) => {
      throw new RefMovedError(`${change.ref} is no longer at ${change.parent ?? "its beginning"}: ${error.message}`);
    });
    return commit;
  }

  async tag(name: string, commit: string): Promise<void> {
    const there = await this.resolve(`refs/tags/${name}`);
    if (there === commit) return;
    if (there) throw new TagMovedError(`The tag ${name} points to ${there}, not to ${commit}; a version never moves.`);
    await this.#git(["update-ref", `refs/tags/${name}`, commit, "0".repeat(40)]);
  }

  /** Builds the tree in an index of its own, so that neither the user's index nor a second writer is disturbed. */
  async #writeTree(base: string | undefined, files: Record<string, string | null>): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "countersign-index-"));
    try {
      const env = { GIT_INDEX_FILE: join(directory, "index") };
      await this.#git(base === undefined ? ["read-tree", "--empty"] : ["read-tree", base], { env });
      const updates: string[] = [];
      for (const [path, text] of Object.entries(files)) {
        if (text === null) {
          updates.push(`0 ${"0".repeat(40)}\t${path}\0`);
        } else {
          const id = (await this.#git(["hash-object", "-w", "--stdin"], { input: text })).trim();
          updates.push(`100644 ${id}\t${path}\0`);
        }
      }
      await this.#git(["update-index", "-z", "--index-info"], { env, input: updates.join("") });
      return (await this.#git(["write-tree"], { env })).trim();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  #git(args: string[], { input, env }: Run = {}): Promise<string> {
    return new Promise((done, fail) => {
      const options = {
        cwd: this.directory,
        env: { ...process.env, LC_ALL: "C", ...env },
        maxBuffer: 1 << 30,
      };
      const child = execFile("git", args, options, (error, stdout, stderr) => {
        if (error) fail(new Error(`git ${args[0]} failed in ${this.directory}: ${stderr.trim() || error.message}`));
        else done(stdout);
      });
      // A git that has ended already reports why by its exit code; the closed pipe says nothing more.
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
    });
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
