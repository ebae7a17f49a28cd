import { isUtf8 } from "node:buffer";
import { type ExecFileException, execFile, spawn } from "node:child_process";

/** One file of a commit, as its tree records it. */
export interface TreeEntry {
  path: string;
  /** `100644`, `100755`, `120000` (symbolic link) or `160000` (submodule). */
  mode: string;
  /** Blob id; for a submodule a commit of another repository. */
  id: string;
  /** Bytes; null for a submodule. */
  size: number | null;
}

/**
 * Reads commits of the repository that is checked out as data. Nothing is checked out, no hook, filter or submodule
 * command of the repository runs, and paths of a commit never become paths of this machine.
 */
export interface Git {
  fetchCommit(id: string): Promise<void>;
  tree(commit: string): Promise<Map<string, TreeEntry>>;
  /** A whole file; see {@link bytes} for one that may be large. */
  blob(id: string): Promise<Uint8Array>;
  bytes(blob: string): AsyncIterable<Uint8Array>;
}

export interface GitOptions {
  directory: string;
  serverUrl: string;
  token: string;
}

/** Of a listing, some 300,000 files: a tree that contains itself over and over lists billions. */
const maxOutputBytes = 32 * 1024 * 1024;
const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "fetch.recurseSubmodules=no"];

export function openGit({ directory, serverUrl, token }: GitOptions): Git {
  const args = [...quiet, "-c", `safe.directory=${directory}`];
  const header = `http.${serverUrl}/.extraheader`;
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  const env = {
    ...process.env,
    GIT_TERMINAL_PROMPT: "0",
    // By environment, so that the token shows in no process list. The empty value drops what actions/checkout left
    // there: GitHub refuses a request with two authorization headers.
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: header,
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_1: header,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${credentials}`,
  };

  const git = (...command: string[]) =>
    new Promise<Buffer>((resolve, reject) => {
      const options = { cwd: directory, env, encoding: "buffer" as const, maxBuffer: maxOutputBytes };
      execFile("git", [...args, ...command], options, (error, stdout, stderr) =>
        error ? reject(failure(command, error, stderr)) : resolve(stdout),
      );
    });

  return {
    async fetchCommit(id) {
      if (await succeeds(git("cat-file", "-e", `${id}^{commit}`))) return;
      const shallow = (await git("rev-parse", "--is-shallow-repository")).toString().trim() === "true";
      await git("fetch", "--no-tags", "--quiet", ...(shallow ? ["--depth=1"] : []), "origin", id);
    },

    async tree(commit) {
      const tree = new Map<string, TreeEntry>();
      for (const entry of parseListing(await git("ls-tree", "-r", "-z", "-l", "--full-tree", commit))) {
        // Which of the two a checkout would give, git does not say.
        if (tree.has(entry.path)) throw new Error(`Commit ${commit} has ${JSON.stringify(entry.path)} twice.`);
        tree.set(entry.path, entry);
      }
      return tree;
    },

    blob: (id) => git("cat-file", "blob", id),

    async *bytes(blob) {
      const child = spawn("git", [...args, "cat-file", "blob", blob], {
        cwd: directory,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      child.stderr.on("data", (data) => {
        said += data;
      });
      const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
      yield* child.stdout;
      // A log that stops half way must not pass for a short log.
      if ((await ended) !== 0) throw new Error(`git cat-file blob ${blob} failed: ${said.trim()}`);
    },
  };
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** The lines of `git ls-tree -r -z -l`: `<mode> <type> <id> <size>\t<path>\0`. */
function* parseListing(listing: Buffer): Generator<TreeEntry> {
  for (let start = 0; start < listing.length; ) {
    const end = listing.indexOf(0, start);
    const tab = listing.indexOf(9, start);
    const [mode, , id, size] = listing.toString("latin1", start, tab).split(/ +/) as [string, string, string, string];
    yield { path: pathText(listing.subarray(tab + 1, end)), mode, id, size: size === "-" ? null : Number(size) };
    start = end + 1;
  }
}

/** A path of bytes that are no UTF-8 is shown with escapes, so that two of them do not become one. */
const pathText = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString() : bytes.toString("latin1").replace(/[\x80-\xff]/g, (byte) => escaped(byte));

const escaped = (byte: string): string => `\\x${byte.charCodeAt(0).toString(16)}`;

function failure(command: string[], error: ExecFileException, stderr: Buffer): Error {
  const isTooMuch = error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";
  if (isTooMuch && command[0] === "ls-tree")
    return new Error(
      `Commit ${command.at(-1)} has too many files: their list is longer than ${maxOutputBytes} bytes, some 300,000 files. Keep policies, models and their decisions in a repository of their own, or take out of this one what it does not need.`,
    );
  const why = isTooMuch ? `it printed more than ${maxOutputBytes} bytes` : stderr.toString().trim() || error.message;
  return new Error(`git ${command.join(" ")} failed: ${why}`);
}
