import type { Policy, Region, Stage } from "../policy/index.ts";
import type { Log } from "./read-decisions.ts";
import type { Shard } from "./shard.ts";

/** Two versions of a policy and the decisions on record to try them on. */
export interface ReplayRequest {
  base: Policy;
  head: Policy;
  logs: Iterable<Log> | AsyncIterable<Log>;
  /** Outcomes that count as favourable where segments are compared; those that act, where none is named. */
  selected?: readonly string[] | undefined;
  /** A numeric input that says what a flip weighs, such as an amount of money. */
  weigh?: string | undefined;
  /** Adds what happens with the decisions at this stage: the one that is live. */
  stage?: Stage | undefined;
  /** The regions of the semantic diff of the two versions, to count the flips in each. */
  regions?: readonly Region[] | undefined;
  /** Only this share of the records; see {@link Shard}. */
  shard?: Shard | undefined;
  /** Hears how many lines a log has, when it has been read. */
  counted?: ((log: string, lines: number) => void) | undefined;
  /** False decides every record with the evaluator: slower, and the reference for what the kernel gives. */
  kernel?: boolean;
}

/** The same, whatever logs it is asked of. */
export type Asked = Omit<ReplayRequest, "logs">;
