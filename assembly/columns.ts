import { BLOCK, COLUMNS, FAILED, INPUTS, LIST, LISTED, SEGMENTS, word } from "./memory";

// The columns of a batch: first those of every record, then inputs, then segments.

const MAX_ROWS: i32 = 2048;
const MAX_LISTED: i32 = 1 << 14;
/** Bytes of an input's column (numbers, codes, kinds) and of a column of codes. */
const INPUT_BYTES: usize = 2048 * 13;
const CODE_BYTES: usize = 2048 * 4;

export function rowOfCodes(column: usize, row: i32): usize {
  return column + ((<usize>row) << 2);
}

export function moments(): usize {
  return <usize>word(COLUMNS);
}

export function confidences(): usize {
  return moments() + MAX_ROWS * 8;
}

export function idsFrom(): usize {
  return confidences() + MAX_ROWS * 8;
}

export function idsTo(): usize {
  return idsFrom() + CODE_BYTES;
}

export function humans(): usize {
  return idsTo() + CODE_BYTES;
}

export function input(column: i32): usize {
  return humans() + CODE_BYTES + <usize>column * INPUT_BYTES;
}

export function codesOf(inputColumn: usize): usize {
  return inputColumn + MAX_ROWS * 8;
}

export function kindsOf(inputColumn: usize): usize {
  return inputColumn + MAX_ROWS * 12;
}

export function segment(column: i32): usize {
  return input(word(INPUTS)) + <usize>column * CODE_BYTES;
}

/** What holds of a record that says nothing. */
export function clear(row: i32): void {
  store<f64>(moments() + ((<usize>row) << 3), NaN);
  store<f64>(confidences() + ((<usize>row) << 3), 0);
  store<i32>(rowOfCodes(humans(), row), -1);
  for (let i = 0; i < word(INPUTS); i++) store<u8>(kindsOf(input(i)) + row, 0);
  for (let i = 0; i < word(SEGMENTS); i++) store<i32>(rowOfCodes(segment(i), row), -1);
}

/** Lists a value that is to be read by others. */
export function list(row: i32, seam: i32, at: usize, after: usize): usize {
  const listed = word(LISTED);
  if (listed === MAX_LISTED || after === FAILED) return FAILED;
  const entry = <usize>word(LIST) + <usize>listed * 12;
  store<i32>(entry, row);
  store<i32>(entry, seam, 4);
  store<i32>(entry, <i32>at - word(BLOCK), 8);
  store<i32>(LISTED, listed + 1);
  return after;
}
