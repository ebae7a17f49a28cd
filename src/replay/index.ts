/** The replay test: what would a policy change have done to the decisions on record? Pure but for reading logs. */
export { type ExampleCase, tryCases } from "./cases.ts";
export { type CompareRequest, compareRuns } from "./compare.ts";
export { digested, type LogDigest } from "./digested.ts";
export { fileBytes } from "./file-bytes.ts";
export { overAll } from "./flips.ts";
export type { GateResult, Judgement, Verdict } from "./gates.ts";
export { gateProblem, judgeGates } from "./gates.ts";
export { mappingFor } from "./input/mapping.ts";
export { openLog } from "./input/open-log.ts";
export { type Mapping, targetPattern } from "./input/rows.ts";
export { judge, replayFigures } from "./judge.ts";
export { measure } from "./measure.ts";
export { inPart, makePart, mergeParts, type Part, type Question } from "./part.ts";
export { type Log, type LogEntry, readDecisions } from "./read-decisions.ts";
export type { DecisionRecord, NotReplayedReason, Unusable } from "./record.ts";
export { countReplay, replay } from "./replay.ts";
export type { Asked, ReplayRequest } from "./replay-request.ts";
export type {
  Agreement,
  AttributeReport,
  CaseFailure,
  CasesReport,
  Coverage,
  DispositionReport,
  FlipGroup,
  Measured,
  RegionReport,
  ReplayReport,
  SegmentReport,
  Weights,
} from "./report.ts";
export { parseShard, type Shard } from "./shard.ts";
export {
  readStatement,
  type StatedLogs,
  type Statement,
  type StatementPolicy,
  stateLogs,
  statementBlock,
  statementId,
} from "./statement.ts";
export { renderSummary, type SummaryOptions, verdictMark } from "./summary.ts";
export type { Place, Tally } from "./tally.ts";
export { type Counting, countFiles, type Manner, startCounting, type Version } from "./threads/count-files.ts";
export type { FilesRequest } from "./threads/count-parts.ts";
export {
  agreementWords,
  beforeAfter,
  chanceWords,
  decimal,
  disparityWords,
  handlings,
  handlingWords,
  headline,
  notReplayedWords,
  number,
  percent,
  periodWords,
  repeatedWords,
  ruleName,
  segmentCells,
  weightWords,
} from "./words.ts";
