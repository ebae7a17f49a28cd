/**
 * One thing that is wrong, or doubtful, in a governed file: what `countersign check` prints and the bot annotates.
 * `line` and `column` count from 1; `file` is relative to the governed repository.
 */
export interface Finding {
  severity: "error" | "warning";
  /** Stable kebab-case identifier, e.g. `unknown-outcome`; scripts match on it, so it never changes meaning. */
  code: string;
  /** A sentence for the author: what is wrong, what was expected, what to do. */
  message: string;
  file?: string;
  line?: number;
  column?: number;
}
