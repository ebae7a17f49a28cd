import type { Stage } from "../policy/index.ts";
import type { Shard } from "../replay/index.ts";
import type { OutputOptions } from "./replay-output.ts";

/** The options of `countersign replay`. */
export interface ReplayOptions extends OutputOptions {
  base?: string;
  head?: string;
  log?: string[];
  compare?: string[];
  with?: string[];
  policy?: string;
  map?: string[];
  stages?: string;
  cases?: string;
  weigh?: string;
  selected?: string[];
  stage?: Stage;
  shard?: Shard;
  threads?: number;
  /** False with --no-cache. */
  cache?: boolean;
}
