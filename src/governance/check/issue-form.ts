import { type Finding, readYaml } from "../../policy/index.ts";
import type { Stages } from "../config/index.ts";
import { type Files, findingAt, findingIn } from "./files.ts";

const file = ".github/ISSUE_TEMPLATE/exception.yml";

interface Field {
  id?: unknown;
  attributes?: { options?: unknown };
}

/** The issue form must offer every policy, and the kinds of exception that stages.yaml knows. */
export function checkIssueForm(files: Files, stages: Stages, policies: readonly string[]): Finding[] {
  const text = files.read(file);
  if (text === undefined) {
    const message = "Without this form nobody is guided to report an exception. `countersign init` lays one down.";
    return [findingIn(file, "warning", "missing-file", message)];
  }
  const { data, findings } = readYaml(text, { file });
  const body = (data as { body?: unknown } | undefined)?.body;
  if (!Array.isArray(body)) return findings;
  const offers = (id: string, wanted: readonly string[]): Finding[] => {
    const index = body.findIndex((field: Field | null) => field?.id === id);
    const options = (body[index] as Field | undefined)?.attributes?.options;
    if (!Array.isArray(options)) return [];
    const missing = wanted.filter((name) => !options.includes(name));
    if (missing.length === 0) return [];
    const message = `The form does not offer ${missing.map((name) => `"${name}"`).join(", ")}: add to the options of ${id}.`;
    const finding = { severity: "warning", code: "form-incomplete", message } as const;
    return [findingAt(file, text, ["body", index, "attributes", "options"], finding, { key: true })];
  };
  return [...findings, ...offers("policy", policies), ...offers("kind", Object.keys(stages.exceptions.kinds))];
}
