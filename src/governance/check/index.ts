import type { Finding } from "../../policy/index.ts";
import { checkCharts, readCharts } from "./charts.ts";
import { checkCoverage } from "./coverage.ts";
import type { Files } from "./files.ts";
import { checkIssueForm } from "./issue-form.ts";
import { checkModels } from "./models.ts";
import { checkPolicies } from "./policies.ts";

export type { Files } from "./files.ts";

export interface RepositoryCheck {
  /** By file, line and column. */
  findings: Finding[];
  /** Ids of the policies that can be read. */
  policies: string[];
}

/**
 * Everything that can be said about a governed repository without running anything: each file by itself, and what they say
 * about one another.
 */
export function checkRepository(files: Files): RepositoryCheck {
  const charts = readCharts(files);
  const { policies, findings } = checkPolicies(files, charts.raci);
  const ids = policies.map(({ id }) => id);
  const folders = [...new Set(files.paths.flatMap((path) => /^policies\/([^/]+)\//.exec(path)?.[1] ?? []))];
  const known = [...new Set([...ids, ...folders])];
  const all = [
    ...charts.findings,
    ...findings,
    ...checkCharts(files, charts, known),
    ...checkModels(files, known),
    ...(charts.raci ? checkCoverage(files.paths, charts.raci) : []),
    ...(charts.stages ? checkIssueForm(files, charts.stages, known) : []),
  ];
  return { findings: all.sort(byPlace), policies: ids };
}

function byPlace(a: Finding, b: Finding): number {
  const [fileA, fileB] = [a.file ?? "", b.file ?? ""];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
