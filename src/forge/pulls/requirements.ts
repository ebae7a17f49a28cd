import type { Protection, Repository } from "../model/repository.ts";
import { latestRuns } from "../present/check.ts";

const PASSES = new Set(["success", "neutral", "skipped"]);

export const protectionOf = (repository: Repository, branch: string): Protection | undefined =>
  repository.protections.find((rule) => rule.branch === branch);

export interface MissingCheck {
  context: string;
  state: "expected" | "pending" | "failing";
}

/**
 * The required checks that a commit does not satisfy.
 * @param login who wants to go through; a rule's bypass list lets them
 */
export function requirementsMissing(
  repository: Repository,
  branch: string,
  sha: string,
  login: string | null,
): MissingCheck[] {
  const rule = protectionOf(repository, branch);
  if (!rule || (login !== null && rule.bypass.has(login))) return [];
  return rule.requiredChecks.flatMap(({ context, appId }) => {
    const state = stateOf(repository, sha, context, appId);
    return state === "passed" ? [] : [{ context, state }];
  });
}

function stateOf(repository: Repository, sha: string, context: string, appId: number | null) {
  const named = repository.checkRuns.filter((run) => run.headSha === sha && run.name === context);
  const runs = latestRuns(named.filter((run) => appId === null || run.suite.app.id === appId));
  const status = repository.statuses.filter((it) => it.sha === sha && it.context === context).at(-1);
  const states = [
    ...runs.map((run) => {
      if (run.status !== "completed") return "pending";
      return PASSES.has(run.conclusion ?? "") ? "passed" : "failing";
    }),
    ...(status && appId === null
      ? [{ success: "passed", pending: "pending", failure: "failing", error: "failing" }[status.state]]
      : []),
  ];
  if (states.length === 0) return "expected";
  return (["failing", "pending"] as const).find((it) => states.includes(it)) ?? "passed";
}

const plural = (count: number) => (count === 1 ? "" : "s");

/** GitHub's sentence about what stands in the way of a merge. */
export function blockedMessage(missing: readonly MissingCheck[]): string {
  const of = (state: MissingCheck["state"]) => missing.filter((it) => it.state === state);
  if (missing.length === 1) {
    const { context, state } = missing[0]!;
    const word = { expected: "expected", pending: "in progress", failing: "failing" }[state];
    return `Required status check "${context}" is ${word}.`;
  }
  const failing = of("failing").length;
  const others = missing.length - failing;
  const words = [...(failing ? [`${failing} failing`] : []), ...(others ? [`${others} expected`] : [])].join(" and ");
  return `${missing.length} of ${missing.length} required status check${plural(missing.length)} have not succeeded: ${words}.`;
}
