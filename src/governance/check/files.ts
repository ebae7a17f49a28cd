import { type Finding, pointer, readYaml } from "../../policy/index.ts";

/** A governed repository as check sees it: paths from its top with `/`, and the text of each. */
export interface Files {
  paths: readonly string[];
  read(path: string): string | undefined;
}

/** A finding at a place of a YAML file that has been read before and is known to be sound. */
export function findingAt(
  file: string,
  text: string,
  place: (string | number)[],
  finding: Pick<Finding, "severity" | "code" | "message">,
  options: { key?: boolean } = {},
): Finding {
  return { ...finding, file, ...readYaml(text).locate(pointer(...place), options) };
}

/** A finding about a file as a whole. */
export function findingIn(file: string, severity: Finding["severity"], code: string, message: string): Finding {
  return { severity, code, message, file, line: 1, column: 1 };
}
