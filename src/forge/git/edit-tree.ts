import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, gitBytes } from "./git.ts";
import { ZERO } from "./refs.ts";

/** One path to set (`sha` of a blob, or of a tree with mode 040000) or to remove (`sha: null`). */
export interface Edit {
  path: string;
  mode: string;
  sha: string | null;
}

/** The tree that `base` becomes with these edits; `base` null starts from nothing. @throws GitError on a bad path or object */
export async function editTree(gitDir: string, base: string | null, edits: readonly Edit[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "forge-index-"));
  const env = { GIT_INDEX_FILE: join(folder, "index") };
  try {
    await git(gitDir, base ? ["read-tree", base] : ["read-tree", "--empty"], { env });
    const lines = edits
      .filter((edit) => edit.mode !== "040000")
      .map(({ path, mode, sha }) => (sha ? `${mode} ${sha}\t${path}\0` : `0 ${ZERO}\t${path}\0`));
    const directories = edits.filter((edit) => edit.mode === "040000");
    for (const { path } of directories) {
      const inside = await gitBytes(gitDir, ["ls-files", "-z", "--", path], { env });
      for (const file of inside.toString().split("\0").filter(Boolean)) lines.push(`0 ${ZERO}\t${file}\0`);
    }
    const input = lines.join("");
    await git(gitDir, ["update-index", "-z", "--add", "--replace", "--index-info"], { env, input });
    for (const { path, sha } of directories) {
      if (sha) await git(gitDir, ["read-tree", `--prefix=${path}/`, sha], { env });
    }
    return await git(gitDir, ["write-tree"], { env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
