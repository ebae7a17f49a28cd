import { createHash, randomUUID } from "node:crypto";
import { closeSync, fstatSync, futimesSync, openSync, readSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { magic } from "./format.ts";

/** Bytes that the files of a cache may take together; those that were used longest ago go first. */
export const cacheLimit = 2e9;
/** A temporary file this old, in milliseconds, is of a process that has come to an end before its time. */
const abandoned = 3600e3;
const day = 24 * 3600e3;
const suffix = ".columns";
/** Of files that say which bytes a log had. */
export const digestSuffix = ".digests.json";
const temporary = ".tmp";

/** Where sidecars are kept, and the version of Countersign whose they are. */
export interface CachePlace {
  folder: string;
  engine: string;
}

/**
 * Names a sidecar by all that it depends on: the bytes of a part of a log, which inputs are read of it, which policies' records,
 * and the program that read it.
 *
 * @param sha256 of the part's bytes
 */
export function sidecarKey(
  engine: string,
  inputs: readonly string[],
  policies: readonly string[],
  sha256: string,
): string {
  const parts = [magic, engine, [...inputs].sort(), [...policies].sort(), sha256];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * The bytes of a sidecar, in the beginning of `memory` where that is large enough; undefined where there is none that can be
 * read. It waits for the file: reading a megabyte takes less than going through the event loop for it.
 */
export function readSidecar(folder: string, key: string, memory?: Uint8Array): Uint8Array | undefined {
  const path = join(folder, key + suffix);
  try {
    const file = openSync(path, "r");
    try {
      const { size, mtimeMs } = fstatSync(file);
      const bytes = memory && memory.length >= size ? memory.subarray(0, size) : Buffer.allocUnsafeSlow(size);
      for (let at = 0; at < size; ) {
        const read = readSync(file, bytes, at, size - at, at);
        if (read === 0) return undefined;
        at += read;
      }
      // What is used stays longest; to the day is near enough.
      const now = new Date();
      if (now.getTime() - mtimeMs > day) futimesSync(file, now, now);
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Writes a sidecar in place of what may be there: whole or not at all, whoever else writes it at the same time. */
export async function writeSidecar(folder: string, key: string, pieces: readonly Uint8Array[]): Promise<void> {
  await writeWhole(folder, key + suffix, pieces);
}

/** Takes a sidecar away, if there is one. */
export async function removeSidecar(folder: string, key: string): Promise<void> {
  await rm(join(folder, key + suffix), { force: true });
}

/** Writes a file of a folder that only its owner can read: the records of a log can be anybody's business but others'. */
export async function writeWhole(folder: string, name: string, pieces: readonly Uint8Array[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomUUID()}${temporary}`);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(Buffer.concat(pieces));
    } finally {
      await file.close();
    }
    await rename(path, join(folder, name));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Takes away what was used longest ago, until the rest is within the limit in bytes. */
export async function prune(folder: string, limit = cacheLimit): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
      return { path, name, size, mtimeMs };
    }),
  );
  const old = files.filter(({ name, mtimeMs }) => name.endsWith(temporary) && mtimeMs < Date.now() - abandoned);
  const kept = files.filter(({ name }) => name.endsWith(suffix) || name.endsWith(digestSuffix));
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  for (const file of kept.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= limit) break;
    total -= file.size;
    old.push(file);
  }
  for (const { path } of old) await rm(path, { force: true });
}
