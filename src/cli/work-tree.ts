import { execFileSync } from "node:child_process";
import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Files } from "../governance/check/index.ts";
import { LIMITS } from "../policy/index.ts";

/** Bytes that are read of one file: enough to see that it has more characters than a governed file may have. */
const most = (LIMITS.fileLength + 1) * 4;

/**
 * The files of a governed repository on disk. In a Git work tree, those that Git knows or would add; elsewhere all but
 * `node_modules`. Only regular files: what a symbolic link leads to is not governed here, and is never shown.
 *
 * @throws Error when the folder cannot be read
 */
export function workTree(root: string): Files {
  const paths = (gitFiles(root) ?? walk(root, root)).filter((path) => isFile(join(root, path))).sort();
  const known = new Set(paths);
  return { paths, read: (path) => (known.has(path) ? readBounded(join(root, path)) : undefined) };
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readBounded(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.min(lstatSync(path).size, most));
    return bytes.toString("utf8", 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function gitFiles(root: string): string[] | undefined {
  try {
    const listing = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
      {
        cwd: root,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1 << 28,
      },
    );
    const paths = listing.split("\0").filter((path) => path !== "");
    // None: a folder that the work tree around it ignores.
    return paths.length > 0 ? paths : undefined;
  } catch {
    return undefined;
  }
}

function walk(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [".git", "node_modules"].includes(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [relative(root, path).split(sep).join("/")] : [];
  });
}
