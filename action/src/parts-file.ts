import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Part, Shard } from "../../src/replay/index.ts";
import type { Settings } from "./settings.ts";

/** What one job of a matrix counted, for the job that merges: a part for each policy that the head changes. */
export interface PartsFile {
  /** Its name, for messages. */
  file: string;
  parts: typeof format;
  base: string;
  head: string;
  policies: Record<string, Part>;
}

const format = "countersign-action-parts/v1";

/** Writes a job's share into a folder; the path of the file. */
export async function writeParts(
  folder: string,
  { base, head }: Settings,
  { index, of }: Shard,
  parts: ReadonlyMap<string, Part>,
): Promise<string> {
  const path = join(folder, `countersign-part-${index}-of-${of}.json`);
  await writeFile(path, JSON.stringify({ parts: format, base, head, policies: Object.fromEntries(parts) }));
  return path;
}

/** Every share in a folder. @throws Error where there is none, or where one is none, or of other commits */
export async function readParts(folder: string, { base, head }: Settings): Promise<PartsFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0)
    throw new Error(`There is no part in ${folder}: download what the jobs with \`shard\` uploaded.`);
  return Promise.all(
    names.map(async (file) => {
      const read = parsed(await readFile(join(folder, file), "utf8"));
      if (read?.parts !== format) throw new Error(`${file} is no part of a replay, or was cut short.`);
      if (read.base !== base || read.head !== head)
        throw new Error(`${file} is of ${read.base}...${read.head}, not of ${base}...${head}: run all jobs again.`);
      return { ...read, file };
    }),
  );
}

function parsed(text: string): PartsFile | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
