import { checkExamples } from "../../governance/check/examples.ts";
import { wrongFolder } from "../../governance/check/folder.ts";
import { raciPath, raciTestPath, stagesPath } from "../../governance/config/layout.ts";
import { loadCases } from "../../governance/config/load-cases.ts";
import { loadModel } from "../../governance/config/load-model.ts";
import { loadRaci } from "../../governance/config/load-raci.ts";
import { loadRelease } from "../../governance/config/load-release.ts";
import { loadStages } from "../../governance/config/load-stages.ts";
import type { Finding } from "../../policy/index.ts";
import { type Repository, readFile, type Tree } from "../../repository/repository.ts";

type Load = (text: string, options: { file: string }) => { value?: unknown; findings: Finding[] };

/** The files that name the policy they belong to. */
const NAMING = /^policies\/[^/]+\/(release|cases)\.yaml$/;

/** What reads a governed file; policies have a reader of their own. */
const LOADERS: [RegExp, Load][] = [
  [/^governance\/raci\.yaml$/, loadRaci],
  [/^governance\/stages\.yaml$/, loadStages],
  [/^policies\/[^/]+\/release\.yaml$/, loadRelease],
  [/^policies\/[^/]+\/cases\.yaml$/, loadCases],
  [/^models\/[^/]+\.yaml$/, loadModel],
];

/** What nothing could be governed without, and why. */
const NEEDED: Record<string, string> = {
  [raciPath]: "Without this file nobody could approve anything any more, its own return included. Keep it.",
  [stagesPath]: "Without this file nothing could be tried, promoted or demoted, and no exception be answered. Keep it.",
};

/** What is wrong with the changed configuration as the head has it: merged, it would lock everybody out. */
export async function readFindings(repository: Repository, paths: string[], head: Tree): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths) {
    const load = LOADERS.find(([pattern]) => pattern.test(path))?.[1];
    const text = load && (await readFile(repository, head, path));
    if (NEEDED[path] && !head.has(path))
      findings.push({ severity: "error", code: "missing-file", message: NEEDED[path], file: path });
    if (!load || text === undefined) continue;
    const { value, findings: found } = load(text, { file: path });
    findings.push(...found);
    if (value && NAMING.test(path)) findings.push(...wrongFolder(path, text, (value as { policy: string }).policy));
  }
  if (paths.includes(raciPath) || paths.includes(raciTestPath)) findings.push(...(await tryExamples(repository, head)));
  return findings;
}

/** The head's examples under the head's chart: a chart that no longer does what they say must not become the rule. */
async function tryExamples(repository: Repository, head: Tree): Promise<Finding[]> {
  const examples = await readFile(repository, head, raciTestPath);
  const chart = await readFile(repository, head, raciPath);
  const raci = chart === undefined ? undefined : loadRaci(chart, { file: raciPath }).value;
  return raci && examples !== undefined ? checkExamples(examples, raci) : [];
}
