import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export interface Action {
  folder: string;
  /** Files to run with node, below the folder. */
  pre: string | null;
  main: string;
  post: string | null;
  inputs: Record<string, { default?: unknown; required?: boolean }>;
}

/** `owner/name/path@ref` without the ref; a local `./path` as it is written. */
export const actionName = (uses: string) => (uses.startsWith("./") ? uses.replace(/\/$/, "") : uses.split("@")[0]!);

/**
 * The action that a step uses: one that is known by name, or one in the workspace.
 * @throws Error with what to do when it is unknown, or of a kind that does not run here
 */
export async function loadAction(uses: string, known: ReadonlyMap<string, string>, workspace: string): Promise<Action> {
  const name = actionName(uses);
  const folder = known.get(name) ?? (name.startsWith("./") ? resolve(workspace, name) : null);
  if (!folder) throw new Error(`Unable to resolve action ${uses}: this runner was not given one of that name.`);
  const text = await readFirst(folder, ["action.yml", "action.yaml"]);
  if (text === null) throw new Error(`Can't find 'action.yml' or 'action.yaml' for ${uses} under '${folder}'.`);
  const data = parse(text) as { runs?: Record<string, string>; inputs?: Action["inputs"] } | null;
  const using = data?.runs?.using ?? "";
  if (!/^node\d+$/.test(using)) throw new Error(`${uses} runs using '${using}'; this runner runs node actions only.`);
  const { main, pre = null, post = null } = data!.runs!;
  if (!main) throw new Error(`${uses} names no 'main' to run.`);
  return { folder, pre, main, post, inputs: data?.inputs ?? {} };
}

async function readFirst(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch {
      // The next name may be there.
    }
  }
  return null;
}

/** `INPUT_*` as a runner passes them. */
export function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]),
  );
}
