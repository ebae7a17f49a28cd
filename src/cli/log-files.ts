import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import { fileBytes, type Log, type Mapping, openLog, targetPattern } from "../replay/index.ts";

/** A log that a user named, and its size in bytes; of standard input nobody knows. */
export interface LogFile {
  name: string;
  size: number | undefined;
}

/**
 * The files that names and globs stand for, each once, by whatever names and links: counted twice, its decisions would weigh
 * twice. Those of a glob come in the order of their names. `-` is standard input. Everything is looked for before anything is
 * decided, so that a mistyped name costs no long run.
 *
 * @throws Error naming what is not there
 */
export function logFiles(names: readonly string[]): LogFile[] {
  const files = new Map<string, LogFile>();
  const add = (id: string, file: LogFile) => files.has(id) || files.set(id, file);
  for (const name of names) {
    if (name === "-") add(name, { name, size: undefined });
    else
      for (const path of pathsOf(name)) {
        const found = statSync(path, { throwIfNoEntry: false });
        if (!found) throw new Error(`${path}: the log cannot be read: no such file`);
        if (found.isDirectory())
          throw new Error(`${path}: a folder; name the log files in it, or write ${join(path, "**")}`);
        add(identity(path), { name: path, size: found.size });
      }
  }
  return [...files.values()];
}

/** The path that a name is, or those that match it. */
function pathsOf(name: string): string[] {
  const { base, glob, isGlob } = picomatch.scan(name);
  if (!isGlob || statSync(name, { throwIfNoEntry: false })) return [name];
  const depth = glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length;
  const matches = filesBelow(base || ".", depth).filter((file) => picomatch.isMatch(file, name));
  if (matches.length === 0) throw new Error(`${name}: the log cannot be read: no file matches`);
  return matches.sort();
}

/** What is the same for all names of a file. */
function identity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}

/**
 * The files of a folder and of those in it, so many levels deep, also through links, as a shell finds them.
 *
 * @param above folders that it stands in: a link to one of them leads nowhere new
 */
function filesBelow(folder: string, depth: number, above: readonly string[] = []): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const own = identity(folder);
  if (above.includes(own)) return [];
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return depth > 1 ? filesBelow(path, depth - 1, [...above, own]) : [];
    // A link to nothing counts: whoever named it with others is to hear of it.
    return !found || found.isFile() ? [path] : [];
  });
}

/** Opens a log; `passed` hears how many of its bytes have been read. */
export function openFile({ name }: LogFile, mapping: Mapping, passed: (bytes: number) => void): Log {
  async function* counted() {
    for await (const chunk of name === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : fileBytes(name)) {
      passed(chunk.length);
      yield chunk;
    }
  }
  return openLog(name, counted(), mapping);
}

/** `Betrag=input.amount` → what the column Betrag means. */
export function columnMapping(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf("=");
      const target = pair.slice(at + 1);
      if (at < 1 || !new RegExp(targetPattern, "s").test(target))
        throw new Error(`--map ${pair}: write Column=input.amount, Column=segments.region, or Column=decision_id`);
      return [pair.slice(0, at), target];
    }),
  );
}
