import { Batch, batchRows, type TextColumn } from "../kernel/batch.ts";
import { Dictionary } from "../kernel/dictionary.ts";
import { type Column, decoded } from "./format.ts";
import type { PartFacts } from "./part-columns.ts";

/** What was kept of a part of a log: batches to decide, and lines to hand to the evaluator. */
export interface KeptPart {
  /** Lines of the log. */
  lines: number;
  batches(): Generator<Batch>;
  /** `line` is the number in the part, from 0; `bytes` are undefined where it is too long to be read. */
  eachOdd(visit: (line: number, bytes: Uint8Array | undefined) => void): void;
}

/**
 * What a file holds; undefined where it was cut or garbled.
 *
 * @param bytes at the beginning of their memory; to stay as they are until all batches have been decided
 * @param inputs the inputs that batches are to have, in their order; the file has them too
 */
export function keptPart(bytes: Uint8Array, inputs: readonly string[]): KeptPart | undefined {
  const file = decoded(bytes);
  if (!file) return undefined;
  const facts = file.facts as PartFacts;
  const column = (name: string): Column => file.columns.get(name)!;
  const blob = (name: string) => column(name).all as Uint8Array<ArrayBuffer>;
  const ends = (name: string) => column(name).all as Int32Array<ArrayBuffer>;
  // Copied, since a dictionary may be asked for its texts when the memory holds another file.
  const dictionary = (name: string) => Dictionary.of(blob(`${name}.bytes`).slice(), ends(`${name}.ends`).slice());
  return {
    lines: facts.lines,
    *batches() {
      const batch = new Batch(inputs);
      const texts: [TextColumn, Column][] = [[batch.humans, column("human.codes")]];
      batch.humans.dictionary = dictionary("human");
      for (const [i, attribute] of facts.segments.entries()) {
        batch.addSegment(attribute);
        batch.segments[i]!.dictionary = dictionary(`segment.${i}`);
        texts.push([batch.segments[i]!, column(`segment.${i}.codes`)]);
      }
      const values = batch.inputs.map((own) => {
        const name = `input.${facts.inputs.indexOf(own.name)}`;
        own.dictionary = dictionary(name);
        return {
          own,
          kinds: column(`${name}.kinds`),
          numbers: column(`${name}.numbers`),
          codes: column(`${name}.codes`),
        };
      });
      const idEnds = ends("id.ends");
      batch.bytes = blob("id.bytes");
      batch.others = facts.others;
      for (let from = 0; from < facts.rows || batch.others > 0; from += batchRows) {
        const rows = Math.min(batchRows, facts.rows - from);
        batch.rows = rows;
        for (const { own, kinds, numbers, codes } of values) {
          kinds.copy(own.kinds, from, rows);
          numbers.copy(own.numbers, from, rows);
          codes.copy(own.codes, from, rows);
        }
        for (const [own, codes] of texts) codes.copy(own.codes, from, rows);
        column("at").copy(batch.at, from, rows);
        column("confidence").copy(batch.confidence, from, rows);
        batch.idTo.set(idEnds.subarray(from, from + rows));
        batch.idFrom.set(idEnds.subarray(from, from + rows - 1), 1);
        batch.idFrom[0] = from === 0 ? 0 : idEnds[from - 1]!;
        yield batch;
        batch.others = 0;
      }
    },
    eachOdd(visit) {
      const [odd, oddEnds] = [blob("odd.bytes"), ends("odd.ends")];
      for (const [i, line] of ends("odd.lines").entries())
        if (line < 0) visit(-1 - line, undefined);
        else visit(line, odd.subarray(oddEnds[i - 1] ?? 0, oddEnds[i]));
    },
  };
}
