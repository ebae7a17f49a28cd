import type { PolicyChange } from "../../governance/approvals/snapshot.ts";
import { withoutPolicy, wrongFolder } from "../../governance/check/folder.ts";
import { newestVersion, nextVersion } from "../../governance/versions.ts";
import { checkPolicy, diffPolicies, type Finding, loadPolicy, type Policy } from "../../policy/index.ts";
import { type Repository, readFile, type Tag, type Tree } from "../../repository/repository.ts";

const POLICY_PATH = /^policies\/([^/]+)\/policy\.yaml$/;

/** The policies among changed paths, as base and head have them, with what differs and the version it would make. */
export async function readPolicies(
  repository: Repository,
  paths: string[],
  base: Tree,
  head: Tree,
  tags: (policy: string) => Promise<Tag[]>,
): Promise<{ policies: PolicyChange[]; findings: Finding[] }> {
  const findings: Finding[] = [];
  const policies: PolicyChange[] = [];
  for (const path of paths) {
    const id = POLICY_PATH.exec(path)?.[1];
    if (id === undefined) continue;
    const before = await readPolicy(repository, base, path);
    const after = await readPolicy(repository, head, path);
    findings.push(...(after.text === undefined ? withoutPolicy(id, head.keys()) : after.findings));
    if (after.policy) {
      findings.push(
        ...checkPolicy(after.policy).map((found) => ({ file: path, ...found })),
        ...wrongFolder(path, after.text!, after.policy.id),
      );
    }
    const current = newestVersion(id, await tags(id));
    const diff = before.policy && after.policy ? diffPolicies(before.policy, after.policy, { current }) : undefined;
    policies.push({
      id,
      path,
      base: before.policy,
      head: after.policy,
      removed: !head.has(path),
      diff,
      current,
      next: after.policy && nextVersion(current, diff?.class ?? "major"),
    });
  }
  return { policies, findings };
}

async function readPolicy(
  repository: Repository,
  tree: Tree,
  path: string,
): Promise<{ text?: string; policy?: Policy; findings: Finding[] }> {
  const text = await readFile(repository, tree, path);
  return text === undefined ? { findings: [] } : { text, ...loadPolicy(text, { file: path }) };
}
