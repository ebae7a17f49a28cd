export { checkPolicy } from "./check.ts";
export { type DecideOptions, type Decision, decide } from "./decide.ts";
export type { Beside } from "./diff/besides/index.ts";
export type { ChangeClass } from "./diff/class.ts";
export { type DiffOptions, diffPolicies, type PolicyDiff, type Region } from "./diff/diff.ts";
export type { RegionSide } from "./diff/locate.ts";
export { confidenceFloor, type Decided, type Disposition, disposition } from "./disposition.ts";
export { type Explanation, explain, type NearestChange } from "./explain/explain.ts";
export type { Expression, InItem, Order, TestItem, UnaryTest } from "./feel/ast.ts";
export type { Finding } from "./finding.ts";
export { LIMITS } from "./limits.ts";
export { loadPolicy } from "./load/load.ts";
export { didYouMean, nearest } from "./nearest.ts";
export type {
  Column,
  Derived,
  HitPolicy,
  Input,
  Outcome,
  Policy,
  Rule,
  WrittenTest,
} from "./policy.ts";
export type { Problem } from "./read-case.ts";
export { policySchema } from "./schema.ts";
export { type Stage, stages } from "./stage.ts";
export type { TracedRule, TracedTest } from "./trace.ts";
export { compareNum, Decimal, formatNum, type Num, numberFromText, simplest } from "./value/decimal.ts";
export { parseJsonExact, stringifyJsonExact } from "./value/json.ts";
export { type TimeKind, TimeValue } from "./value/time.ts";
export { formatValue, rankOf, sameValue, TYPES, type Type, type Value } from "./value/value.ts";
export { type Locate, type Place, pointer } from "./yaml/locate.ts";
export { readYaml, type YamlFile } from "./yaml/read.ts";
export type { JsonSchema } from "./yaml/validator.ts";
