/**
 * Walks over the lines of a log as LineReader (src/replay/kernel/line-reader.ts) does, for lines whose every seam has been
 * learnt there, and puts down their values column by column. Whatever is not usual it leaves: a value that it cannot tell it
 * lists, to be read from where it stands; a line that it cannot walk over ends the walk. What it accepts is JSON, as there.
 */
import { clear } from "./columns";
import { FAILED, INPUTS, LINE, LISTED, OTHERS, ROWS, SEEN, word } from "./memory";
import { next, SEAM_ACTION, SEAM_COLUMN, SEAM_EFFECTS, SEAM_LENGTH, seamAt } from "./seams";
import { isNested, skipNested, skipPlain, skipValue, skipWord } from "./skip";
import { readTimestamp } from "./timestamp";
import { isOtherPolicy, readConfidence, readHuman, readId, readInput, readSegment } from "./values";

export { forget, learn } from "./texts";

/** Walks over lines from `start` on, at most so many bytes and rows; the address of the first line left. */
export function walk(start: usize, end: usize, rows: i32): usize {
  store<i32>(ROWS, 0);
  store<i32>(OTHERS, 0);
  store<i32>(LISTED, 0);
  let line = start;
  while (line < end && word(ROWS) < rows) {
    const listed = word(LISTED);
    store<i32>(LINE, word(LINE) + 1);
    const row = word(ROWS);
    const next = walkLine(line, row);
    // What was listed of a line that became no row is for nobody.
    if (word(ROWS) === row) store<i32>(LISTED, listed);
    if (next === FAILED) break;
    line = next;
  }
  return line;
}

/** Walks over one line into a row; where the next line starts, or FAILED. */
function walkLine(start: usize, row: i32): usize {
  clear(row);
  let pos = start;
  let before: i32 = 0;
  let effects: i32 = 0;
  let other = false;
  while (true) {
    const seam = next(before, pos);
    if (seam === 0) return FAILED;
    const at = seamAt(seam);
    before = seam;
    pos += <usize>word(at + SEAM_LENGTH);
    const effect = word(at + SEAM_EFFECTS);
    // What stands twice is left to those who know which of the two counts.
    if ((effects & effect) !== 0) return FAILED;
    effects |= effect;
    const column = word(at + SEAM_COLUMN);
    const action = word(at + SEAM_ACTION);
    // As Action of src/replay/kernel/seam.ts.
    switch (action) {
      case 0: // skip
        pos = isNested(pos) ? skipNested(pos) : skipValue(pos);
        break;
      case 1: // end
        // It needs an id and an input.
        if ((effects & 3) !== 3) return FAILED;
        if (other) store<i32>(OTHERS, word(OTHERS) + 1);
        else store<i32>(ROWS, row + 1);
        return pos;
      case 2: // id
        pos = readId(pos, row);
        break;
      case 3: // policy
        if (twice(0)) return FAILED;
        other = isOtherPolicy(pos);
        pos = skipPlain(pos);
        break;
      case 4: // human
        if (twice(1)) return FAILED;
        pos = readHuman(pos, row, seam);
        break;
      case 5: // masked
        pos = load<u8>(pos) === 0x6e ? skipWord(pos) : FAILED;
        break;
      case 6: // timestamp
        if (twice(2)) return FAILED;
        pos = readTimestamp(pos, row, seam);
        break;
      case 7: // confidence
        if (twice(3)) return FAILED;
        pos = readConfidence(pos, row, seam);
        break;
      case 8: // input
        if (twice(4 + column)) return FAILED;
        pos = readInput(pos, row, seam, column);
        break;
      default: // segment
        if (twice(4 + word(INPUTS) + column)) return FAILED;
        pos = readSegment(pos, row, seam, column);
    }
    if (pos === FAILED) return FAILED;
  }
}

/** Whether the line has had this already. */
function twice(what: i32): bool {
  const at = <usize>word(SEEN) + ((<usize>what) << 2);
  if (word(at) === word(LINE)) return true;
  store<i32>(at, word(LINE));
  return false;
}
