import { loadPolicy, type Policy } from "../policy/index.ts";
import { type Repository, readFile, type Tree } from "../repository/repository.ts";

/** The ids of the policies that a commit has. */
export function policyIds(tree: Tree): string[] {
  return [...tree.keys()]
    .map((path) => /^policies\/([^/]+)\/policy\.yaml$/.exec(path)?.[1])
    .filter((id) => id !== undefined);
}

/** The policies of a commit that can be read, by id. */
export async function readLoadedPolicies(repository: Repository, tree: Tree): Promise<Record<string, Policy>> {
  const policies: Record<string, Policy> = {};
  for (const id of policyIds(tree)) {
    const file = `policies/${id}/policy.yaml`;
    const text = await readFile(repository, tree, file);
    const policy = text === undefined ? undefined : loadPolicy(text, { file }).policy;
    if (policy) policies[id] = policy;
  }
  return policies;
}
