/** The replay test: what would a policy change have done to the decisions on record? Pure but for reading logs. */
export { flipsDigest } from "./digest.ts";
export { fileBytes } from "./file-bytes.ts";
export type { GateResult, Judgement, Verdict } from "./gates.ts";
export { gateProblem, judgeGates } from "./gates.ts";
export { judge, replayFigures } from "./judge.ts";
export { type Log, type LogEntry, readDecisions } from "./read-decisions.ts";
export type { DecisionRecord, NotReplayedReason, Unusable } from "./record.ts";
export { type ReplayRequest, replay } from "./replay.ts";
export type { Agreement, FlipGroup, Measured, ReplayReport } from "./report.ts";
export { readStatement, type Statement, type StatementPolicy, statementBlock, statementId } from "./statement.ts";
export { renderSummary, type SummaryOptions } from "./summary.ts";
export type { Flip, Place } from "./tally.ts";
export { agreementWords, change, headline, notReplayedWords, number, percent, ruleName } from "./words.ts";
