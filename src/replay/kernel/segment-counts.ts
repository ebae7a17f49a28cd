import { maxSegmentValues, type Segments, segmentCell } from "../segments.ts";
import type { Human } from "../tally.ts";
import type { TextColumn } from "./batch.ts";
import type { Dictionary } from "./dictionary.ts";

/** With more texts than this an attribute is likely to have too many values: then it is seen to at once. */
const maxCodes = 4 * maxSegmentValues;

/** What a row's segments are to count of it: whether it is selected, and where a flip leads; one of so many. */
export const markCount = 16;

/** The mark of a row. `human` is undefined where nothing flips. */
export function markOf(selectedBase: boolean, selectedHead: boolean, human: Human | undefined): number {
  const flip = human === undefined ? 0 : human === "head" ? 8 : human === "base" ? 12 : 4;
  return (selectedBase ? 1 : 0) | (selectedHead ? 2 : 0) | flip;
}

/** Counts the rows of one attribute by value. */
export class SegmentCounts {
  readonly #attribute: string;
  readonly #segments: Segments;
  #dictionary: Dictionary | undefined;
  /** By code and mark. */
  #counts = new Float64Array(64 * markCount);

  constructor(attribute: string, segments: Segments) {
    this.#attribute = attribute;
    this.#segments = segments;
  }

  count({ codes, dictionary }: TextColumn, marks: Uint8Array, rows: number): void {
    // An attribute that has turned out to have too many values is counted no longer.
    if (this.#segments.get(this.#attribute) === null) return;
    if (dictionary !== this.#dictionary || dictionary.size > maxCodes) this.finish();
    this.#dictionary = dictionary;
    if (this.#counts.length < dictionary.size * markCount) {
      const larger = new Float64Array(2 * dictionary.size * markCount);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    addMarks(this.#counts, codes, marks, rows);
  }

  /** Brings what was counted into the segments of the tally. */
  finish(): void {
    const { size = 0 } = this.#dictionary ?? {};
    for (let code = 0; code < size; code++) {
      const counts = this.#counts.subarray(code * markCount, (code + 1) * markCount);
      // A value that only records of other kinds have is none of a decision's.
      if (!counts.some((count) => count > 0)) continue;
      const cell = segmentCell(this.#segments, this.#attribute, this.#dictionary!.text(code));
      if (!cell) continue;
      for (const [mark, count] of counts.entries()) {
        cell.decisions += count;
        if (mark & 1) cell.selectedBase += count;
        if (mark & 2) cell.selectedHead += count;
        if (mark & 12) cell.flips += count;
        if ((mark & 12) === 8) cell.toward += count;
        if ((mark & 12) === 12) cell.away += count;
      }
    }
    this.#counts.fill(0);
  }
}

function addMarks(counts: Float64Array, codes: Int32Array, marks: Uint8Array, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) counts[code * markCount + marks[row]!]!++;
  }
}
