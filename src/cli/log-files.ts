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
 * The files that names and globs stand for, each once, those of a glob in the order of their names. `-` is standard
 * input. Everything is looked for before anything is decided, so that a mistyped name costs no long run.
 *
 * @throws Error naming what is not there
 */
export function logFiles(names: readonly string[]): LogFile[] {
  const files = names.flatMap((name): LogFile[] => {
    if (name === "-") return [{ name, size: undefined }];
    const found = statSync(name, { throwIfNoEntry: false });
    if (found?.isDirectory())
      throw new Error(`${name}: a folder; name the log files in it, or write ${join(name, "**")}`);
    if (found) return [{ name, size: found.size }];
    const { base, isGlob } = picomatch.scan(name);
    const matches = isGlob ? filesBelow(base || ".").filter((file) => picomatch.isMatch(file, name)) : [];
    if (matches.length > 0) return matches.map((file) => ({ name: file, size: statSync(file).size }));
    throw new Error(`${name}: the log cannot be read: ${isGlob ? "no file matches" : "no such file"}`);
  });
  return files.filter(({ name }, i) => files.findIndex((other) => other.name === name) === i);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
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
