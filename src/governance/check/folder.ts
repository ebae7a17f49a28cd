import type { Finding } from "../../policy/index.ts";
import { policyPath } from "../config/index.ts";
import { findingAt, findingIn } from "./files.ts";

/** Versions, roles and logs of a policy are found by its folder, so each file in there has to name the same policy. */
export function wrongFolder(file: string, text: string, policy: string): Finding[] {
  const folder = folderOf(file);
  if (folder === policy) return [];
  const message = `This names the policy "${policy}" and lies in the folder of "${folder}"; the two must be the same.`;
  return [findingAt(file, text, ["policy"], { severity: "error", code: "wrong-folder", message })];
}

/** Files of a policy that is not there: e.g. a release of which nobody could say what it decides. */
export function withoutPolicy(folder: string, paths: Iterable<string>): Finding[] {
  const file = policyPath(folder);
  const others = [...paths].filter((path) => folderOf(path) === folder);
  if (others.length === 0 || others.includes(file)) return [];
  const message = `The folder policies/${folder} has no policy.yaml: add one, or move or remove its other files too.`;
  return [findingIn(file, "error", "missing-file", message)];
}

function folderOf(path: string): string | undefined {
  return /^policies\/([^/]+)\//.exec(path)?.[1];
}
