import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { digestSuffix, writeWhole } from "./cache.ts";

/** A part of a log, and the sha256 of its bytes. */
export interface PartDigest {
  from: number;
  to: number;
  sha256: string;
}

/** What tells whether a file may have been written to. */
export interface FileState {
  dev: string;
  ino: string;
  size: string;
  mtime: string;
  ctime: string;
  /** Nanoseconds since 1970, when the state was looked at, before any byte was read. */
  seen: string;
}

interface Remembered {
  path: string;
  state: FileState;
  parts: PartDigest[];
}

/**
 * Nanoseconds within which two writes may leave the same times on a file: file systems count time in steps of up to two
 * seconds (FAT). A digest that was taken so soon after a write proves nothing later: git calls such a file racy.
 * https://git-scm.com/docs/racy-git
 */
const racy = 3_000_000_000n;

/** The state of a file now. */
export async function fileState(path: string): Promise<FileState> {
  const seen = BigInt(Date.now()) * 1_000_000n;
  const { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats = await stat(path, { bigint: true });
  return {
    dev: String(dev),
    ino: String(ino),
    size: String(size),
    mtime: String(mtimeNs),
    ctime: String(ctimeNs),
    seen: String(seen),
  };
}

/** Whether nothing was written to a file from one look at it to another. */
export const isUnchanged = (before: FileState, after: FileState): boolean =>
  (["dev", "ino", "size", "mtime", "ctime"] as const).every((key) => before[key] === after[key]) &&
  BigInt(before.seen) - BigInt(before.mtime) > racy &&
  BigInt(before.seen) - BigInt(before.ctime) > racy;

/**
 * Throws where a file is another than it was, or was written to otherwise than at its end: its parts, each read by itself, may be of
 * two logs then. One that is gone has been read to its end.
 */
export async function mustHaveOnlyGrown(path: string, before: FileState): Promise<void> {
  const after = await fileState(path).catch(() => before);
  const isOther = before.dev !== after.dev || before.ino !== after.ino;
  const grown = BigInt(after.size) - BigInt(before.size);
  if (isOther || grown < 0n || (grown === 0n && before.mtime !== after.mtime)) throw changed(path);
}

/** What to say of a file that cannot be counted as it was. */
export const changed = (path: string): Error =>
  new Error(`${path}: the log was replaced or written to while it was read; replay it again.`);

/** The digests of a file's parts, as they were taken before, if the file is as it was then; else none. */
export async function recall(folder: string, path: string, state: FileState): Promise<PartDigest[]> {
  try {
    const real = await realpath(path);
    const remembered = JSON.parse(await readFile(join(folder, nameOf(real)), "utf8")) as Remembered;
    return remembered.path === real && isUnchanged(remembered.state, state) ? remembered.parts : [];
  } catch {
    return [];
  }
}

/** @param state how the file was before the digests were taken */
export async function remember(folder: string, path: string, state: FileState, parts: PartDigest[]): Promise<void> {
  const real = await realpath(path);
  const remembered: Remembered = { path: real, state, parts };
  await writeWhole(folder, nameOf(real), [Buffer.from(JSON.stringify(remembered))]);
}

const nameOf = (path: string): string => `${createHash("sha256").update(path).digest("hex")}${digestSuffix}`;
