import { checkPolicy, didYouMean, type Finding, loadPolicy, type Policy, readYaml } from "../../policy/index.ts";
import { activityFor, loadRelease, policyPath, type Raci, releasePath } from "../config/index.ts";
import { checkCases } from "./cases.ts";
import { type Files, findingAt } from "./files.ts";
import { withoutPolicy, wrongFolder } from "./folder.ts";

/** Checks every folder of `policies/`; gives the policies that can be read. */
export function checkPolicies(files: Files, raci: Raci | undefined): { policies: Policy[]; findings: Finding[] } {
  const folders = [...new Set(files.paths.flatMap((path) => /^policies\/([^/]+)\//.exec(path)?.[1] ?? []))];
  const policies: Policy[] = [];
  const findings: Finding[] = [];
  for (const folder of folders) {
    const file = policyPath(folder);
    const text = files.read(file);
    if (text === undefined) {
      findings.push(...withoutPolicy(folder, files.paths));
      continue;
    }
    const { policy, findings: found } = loadPolicy(text, { file });
    findings.push(...found, ...checkNames(text, folder, raci));
    if (policy) {
      policies.push(policy);
      findings.push(...checkPolicy(policy));
    }
    findings.push(...checkRelease(files, folder), ...checkCases(files, folder, policy));
  }
  return { policies, findings };
}

/** The id and the role that a policy names, also where the rest of it cannot be read. */
function checkNames(text: string, folder: string, raci: Raci | undefined): Finding[] {
  const file = policyPath(folder);
  const data = readYaml(text).data as { policy?: unknown; accountable?: unknown } | null | undefined;
  const findings: Finding[] = [];
  const at = (place: string, severity: Finding["severity"], code: string, message: string) =>
    findings.push(findingAt(file, text, [place], { severity, code, message }));
  if (typeof data?.policy === "string") findings.push(...wrongFolder(file, text, data.policy));
  if (!raci || typeof data !== "object" || data === null) return findings;
  const { accountable } = data;
  const asked = activityFor(raci, "policy-change", folder).accountable;
  if (accountable === undefined) {
    const message = `Nobody is accountable for this policy: write accountable: ${asked}, as in governance/raci.yaml.`;
    at("policy", "warning", "no-accountable", message);
  } else if (typeof accountable === "string" && !Object.hasOwn(raci.roles, accountable)) {
    const hint = didYouMean(accountable, Object.keys(raci.roles));
    at("accountable", "error", "unknown-role", `governance/raci.yaml has no role "${accountable}".${hint}`);
  } else if (typeof accountable === "string" && accountable !== asked) {
    const message = `governance/raci.yaml asks "${asked}" to approve changes of this policy, not "${accountable}": make the two agree.`;
    at("accountable", "warning", "accountable-differs", message);
  }
  return findings;
}

function checkRelease(files: Files, folder: string): Finding[] {
  const file = releasePath(folder);
  const text = files.read(file);
  if (text === undefined) return [];
  const { value, findings } = loadRelease(text, { file });
  return value ? [...findings, ...wrongFolder(file, text, value.policy)] : findings;
}
