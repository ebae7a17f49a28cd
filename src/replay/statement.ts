import { createHash } from "node:crypto";
import type { Verdict } from "./gates.ts";

/** What was tested of one policy. Blob ids are git's, null where a side does not have the file. */
export interface StatementPolicy {
  path: string;
  policy: string;
  base_blob: string | null;
  head_blob: string | null;
  decisions: number;
  replayed: number;
  flips: { count: number; toward_human: number; away_from_human: number; neither: number };
  flips_digest: string;
  verdict: Verdict;
}

/** Exactly what a replay test was run on and what came out, so that a reader can check it against what it sees itself. */
export interface Statement {
  statement: "countersign-replay/v1";
  /** Version of Countersign that ran it. */
  engine: string;
  /** Commit ids. */
  base: string;
  head: string;
  policies: StatementPolicy[];
  /** The base's files that say how to test: gates, logs and weights of stages.yaml, the live stage of each release.yaml. */
  rules: { path: string; blob: string | null }[];
  logs: StatedLogs;
  verdict: Verdict;
}

/** The decision logs read. */
export interface StatedLogs {
  count: number;
  /** Of the lines `<sha256 of its bytes>  <path>\n`, one a log, sorted by path: what `sha256sum` prints. */
  sha256: string;
  /** The first of them, so that a year of daily logs leaves room for the rest of a check run. */
  named: { path: string; sha256: string }[];
}

const maxNamed = 50;

/** @param digests sha256 by path */
export function stateLogs(digests: ReadonlyMap<string, string>): StatedLogs {
  const logs = [...digests].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, sha256]) => ({ path, sha256 }));
  const lines = logs.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
  return {
    count: logs.length,
    sha256: createHash("sha256").update(lines).digest("hex"),
    named: logs.slice(0, maxNamed),
  };
}

/** Anything that a check run states for machines; `statement` names its format. */
interface Stated {
  statement: string;
}

const fence = /```json\n(.+)\n```\s*$/;

/** The check run's `external_id` for a statement: changes with every byte of it. */
export function statementId<S extends Stated>(statement: S): string {
  const digest = createHash("sha256").update(JSON.stringify(statement)).digest("hex");
  return `${statement.statement}:${digest}`;
}

/** The end of a check run's `output.text`. */
export const statementBlock = <S extends Stated>(statement: S): string =>
  `\`\`\`json\n${JSON.stringify(statement)}\n\`\`\``;

/**
 * The statement at the end of a check run's text, if it is of that format and its id is the `external_id` given.
 * Undefined for anything else: a text that was cut, edited or written by something else proves nothing.
 */
export function readStatement<S extends Stated>(
  format: S["statement"],
  text: string | null | undefined,
  externalId: string | null | undefined,
): S | undefined {
  try {
    const statement = JSON.parse(fence.exec(text ?? "")?.[1] ?? "") as S;
    return statement.statement === format && statementId(statement) === externalId ? statement : undefined;
  } catch {
    return undefined;
  }
}
