// Finds by row the first rule of which every column's test passes (src/replay/kernel/rule-search.ts).

/** A column takes two words: where its slots stand by row, and where its bits stand by slot. */
const COLUMN_BYTES: usize = 8;

/**
 * Where 32 bits hold all rules: `bits` of a column have one word for each slot. In place of the result of a row that `bad` has
 * under `mask` stands `none + 1`, of one that no rule passes `none`.
 */
export function searchOne(
  columns: usize,
  count: i32,
  all: i32,
  rows: i32,
  bad: usize,
  mask: u32,
  none: i32,
  out: usize,
): void {
  const end = columns + <usize>count * COLUMN_BYTES;
  for (let row: usize = 0; row < <usize>rows; row++) store<i32>(out + (row << 2), all);
  for (let column = columns; column < end; column += COLUMN_BYTES) {
    const slots = <usize>load<u32>(column);
    const bits = <usize>load<u32>(column, 4);
    for (let row: usize = 0; row < <usize>rows; row++) {
      const slot = <usize>load<u32>(slots + (row << 2));
      store<i32>(out + (row << 2), load<i32>(out + (row << 2)) & load<i32>(bits + (slot << 2)));
    }
  }
  for (let row: usize = 0; row < <usize>rows; row++) {
    const passed = load<i32>(out + (row << 2));
    const place = passed === 0 ? none : ctz(passed);
    store<i32>(out + (row << 2), (<u32>load<u8>(bad + row) & mask) !== 0 ? none + 1 : place);
  }
}

/** The same where the rules take several words: so many have `bits` for each slot; `all` has a bit for every rule. */
export function searchMany(
  columns: usize,
  count: i32,
  all: usize,
  words: i32,
  rows: i32,
  bad: usize,
  mask: u32,
  none: i32,
  out: usize,
): void {
  const last = columns + <usize>count * COLUMN_BYTES;
  for (let row: usize = 0; row < <usize>rows; row++) {
    let place = none;
    if ((<u32>load<u8>(bad + row) & mask) !== 0) place = none + 1;
    else
      for (let word = 0; word < words; word++) {
        let passed = load<i32>(all + ((<usize>word) << 2));
        for (let column = columns; column < last && passed !== 0; column += COLUMN_BYTES) {
          const slot = load<i32>(<usize>load<u32>(column) + (row << 2));
          passed &= load<i32>(<usize>load<u32>(column, 4) + ((<usize>(slot * words + word)) << 2));
        }
        if (passed === 0) continue;
        place = word * 32 + ctz(passed);
        break;
      }
    store<i32>(out + (row << 2), place);
  }
}
