import {
  type Asked,
  countReplay,
  inPart,
  type Log,
  type Measured,
  makePart,
  measure,
  mergeParts,
  type Part,
  type Question,
  replay,
  type Shard,
} from "../../src/replay/index.ts";
import type { PartsFile } from "./parts-file.ts";

/** What is asked about one policy's past decisions. */
export interface Asking {
  /** The policy's file. */
  path: string;
  request: Asked;
  gates: Record<string, string>;
  /** Git blob ids of both versions. */
  policies: { base: string; head: string };
  logs: readonly Log[];
  /** Gains the sha256 of each log. */
  digests: Map<string, string>;
}

/** Counts the decisions on record, one way or another. */
export type Count = (asking: Asking) => Promise<Measured>;

/** All of them, here and now. */
export const countAll: Count = ({ request, logs }) => replay({ ...request, logs });

/** One share of them; `parts` gains what other jobs' shares are to be merged with, by the policy's file. */
export function countShare(shard: Shard, engine: string, parts: Map<string, Part>): Count {
  return async (asking) => {
    const { path, request, logs, digests } = asking;
    const tally = await countReplay({ ...request, logs, shard });
    const read = logs.map(({ name }) => ({ name, sha256: digests.get(name)! }));
    parts.set(path, makePart(shard, question(asking, engine, read), tally));
    return measure(request, tally);
  };
}

/**
 * What the shares of other jobs come to. Each must have been asked what is asked here: the same policies, rules and logs.
 *
 * @throws Error for one that was asked something else, was changed, stands twice or is missing
 */
export function countFromParts(files: readonly PartsFile[], engine: string): Count {
  return async (asking) => {
    const parts = files.map(({ file, policies }) => {
      const part = policies[asking.path];
      if (!part) throw new Error(`${file} has no part of ${asking.path}: its job saw other changes.`);
      const { logs } = part.question;
      const names = (of: readonly { name: string }[]) => JSON.stringify(of.map(({ name }) => name));
      const same = JSON.stringify(inPart(question(asking, engine, logs))) === JSON.stringify(part.question);
      if (!same || names(asking.logs) !== names(logs))
        throw new Error(
          `${file} answers another question about ${asking.path} than is asked here: run all jobs again.`,
        );
      for (const { name, sha256 } of logs) asking.digests.set(name, sha256);
      return { file, text: JSON.stringify(part) };
    });
    const { cases, gates, verdict, ...measured } = mergeParts(parts, engine);
    return measured;
  };
}

const question = ({ request, gates, policies }: Asking, engine: string, logs: Question["logs"]): Question => ({
  measuring: request,
  gates,
  cases: null,
  logs,
  engine,
  selected: request.selected ?? null,
  policies,
});
