import type { ExceptionReport } from "../governance/exceptions/report.ts";
import type { LedgerRecord } from "./record.ts";

/** An exception that was accepted for work. Its input stays in the issue: a ledger is for ever, and cases are people. */
export function exceptionOpened(
  issue: { number: number; created_at: string; user: { login: string } | null },
  { policy, kind, priority }: ExceptionReport,
): LedgerRecord {
  const by = issue.user?.login ?? "ghost";
  return {
    schema: "countersign-ledger/v1",
    id: `issue-${issue.number}/opened`,
    kind: "exception-opened",
    at: issue.created_at,
    sentence: `Exception ${issue.number} of ${policy}: ${by} reported a case of ${priority} priority (${kind}).`,
    policy,
    issue: issue.number,
    by,
  };
}

/** An exception that somebody resolved with a command. */
export function exceptionResolved(resolution: {
  issue: number;
  policy: string;
  outcome: string;
  because: string;
  by: string;
  at: string;
  pull: number;
}): LedgerRecord {
  const { issue, policy, outcome, because, by, at, pull } = resolution;
  return {
    schema: "countersign-ledger/v1",
    id: `issue-${issue}/resolved`,
    kind: "exception-resolved",
    at,
    sentence: `Exception ${issue} of ${policy} was resolved as ${outcome} by ${by}: ${because}`,
    policy,
    issue,
    pull,
    by,
    because,
    outcome,
  };
}
