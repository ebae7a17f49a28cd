import { didYouMean, type Finding } from "../../policy/index.ts";
import { loadModel } from "../config/index.ts";
import { type Files, findingAt } from "./files.ts";

/** Checks every `models/<id>.yaml`. */
export function checkModels(files: Files, policies: readonly string[]): Finding[] {
  return files.paths.flatMap((file) => {
    const id = /^models\/([^/]+)\.ya?ml$/.exec(file)?.[1];
    const text = id === undefined ? undefined : files.read(file);
    if (text === undefined) return [];
    const { value, findings } = loadModel(text, { file });
    if (!value) return findings;
    if (value.model !== id) {
      const message = `This is the model "${value.model}" in the file of "${id}"; the two must have the same name.`;
      findings.push(findingAt(file, text, ["model"], { severity: "error", code: "wrong-file", message }));
    }
    value.policies.forEach((policy, index) => {
      if (policies.includes(policy)) return;
      const message = `There is no policy "${policy}".${didYouMean(policy, policies)}`;
      findings.push(findingAt(file, text, ["policies", index], { severity: "error", code: "unknown-policy", message }));
    });
    return findings;
  });
}
