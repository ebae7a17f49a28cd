import type { ActivityName } from "./types.ts";

/** Where governed files lie, from the top of the repository. */
export const raciPath = "governance/raci.yaml";
export const raciTestPath = "governance/raci.test.yaml";
export const stagesPath = "governance/stages.yaml";
export const policyPath = (policy: string) => `policies/${policy}/policy.yaml`;
export const releasePath = (policy: string) => `policies/${policy}/release.yaml`;
export const casesPath = (policy: string) => `policies/${policy}/cases.yaml`;

interface GovernedFile {
  /** As a glob. */
  kind: string;
  /** One path of that kind. */
  path: string;
  /** The activity that it usually belongs to. */
  usually: ActivityName;
}

/** Every kind of file that somebody has to answer for. */
export const governedFiles: readonly GovernedFile[] = [
  { kind: "policies/*/policy.yaml", path: policyPath("example"), usually: "policy-change" },
  { kind: "policies/*/release.yaml", path: releasePath("example"), usually: "stage-promotion" },
  { kind: "policies/*/cases.yaml", path: casesPath("example"), usually: "error-investigation" },
  {
    kind: "policies/*/decisions/**",
    path: "policies/example/decisions/2026/example.ndjson",
    usually: "error-investigation",
  },
  { kind: "models/**", path: "models/example.yaml", usually: "model-update" },
  { kind: raciPath, path: raciPath, usually: "governance" },
  { kind: stagesPath, path: stagesPath, usually: "governance" },
  { kind: ".github/workflows/**", path: ".github/workflows/example.yml", usually: "governance" },
];

/** Whether a file lies in a folder that is governed as a whole, so that someone must be named for it. */
export function isGoverned(path: string): boolean {
  return /^(governance|policies|models|\.github\/workflows)\//.test(path);
}
