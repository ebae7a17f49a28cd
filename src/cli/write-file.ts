import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: aside first, then in place of what is there. What is no file, such as a device or a pipe,
 * is written to as it is. Throws an Error that names the file and the reason; what was there before is then untouched.
 */
export async function writeFileWhole(file: string, text: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  try {
    if (there && !there.isFile()) await writeFile(file, text);
    else await replaceFile(there ? await realpath(file) : file, text, there?.mode);
  } catch (error) {
    throw new Error(`${file} cannot be written: ${(error as Error).message}`);
  }
}

async function replaceFile(file: string, text: string, mode: number | undefined): Promise<void> {
  const aside = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(aside, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
