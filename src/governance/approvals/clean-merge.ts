import type { FileState } from "./changes.ts";

type Files = ReadonlyMap<string, FileState>;

/**
 * Whether a merge commit brings nothing of its own, told file by file: each is as the only side that changed it has it. Where
 * both sides changed a file, object ids cannot tell a merge of their lines from an edit, so a hand in it is assumed.
 * @param base the files of the merge base of the two sides
 */
export function isCleanMerge(base: Files, ours: Files, theirs: Files, merged: Files): boolean {
  const paths = new Set([...base.keys(), ...ours.keys(), ...theirs.keys(), ...merged.keys()]);
  for (const path of paths) {
    const [from, our, their, is] = [base, ours, theirs, merged].map((files) => nameOf(files.get(path)));
    const right = our === their || their === from ? our : our === from ? their : undefined;
    if (right === undefined || is !== right) return false;
  }
  return true;
}

/** Content and mode in one word; of no file, `none`. */
function nameOf(file: FileState | undefined): string {
  return file ? `${file.mode} ${file.id}` : "none";
}
