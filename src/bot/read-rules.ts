import { raciPath, stagesPath } from "../governance/config/layout.ts";
import { loadRaci } from "../governance/config/load-raci.ts";
import { loadStages } from "../governance/config/load-stages.ts";
import type { Loaded, Raci, Stages } from "../governance/config/types.ts";
import { type Repository, readFile, type Tree } from "../repository/repository.ts";

/** The RACI chart of a commit. */
export async function readRaci(repository: Repository, tree: Tree): Promise<Loaded<Raci>> {
  const text = await readFile(repository, tree, raciPath);
  return text === undefined ? missing(raciPath) : loadRaci(text, { file: raciPath });
}

/** The ladder's rules of a commit. */
export async function readStages(repository: Repository, tree: Tree): Promise<Loaded<Stages>> {
  const text = await readFile(repository, tree, stagesPath);
  return text === undefined ? missing(stagesPath) : loadStages(text, { file: stagesPath });
}

function missing(file: string): Loaded<never> {
  const message = `There is no ${file}; \`countersign init\` lays one down.`;
  return { findings: [{ severity: "error", code: "missing-file", message, file }] };
}
