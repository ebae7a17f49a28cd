// Finds the slots of a column's values (src/replay/kernel/slot-table.ts), by row.

// What stands where in a table, as slot-table.ts writes it.
const LOWEST: usize = 0;
const SCALE: usize = 8;
const CUTS: usize = 16;
const GRID: usize = 20;
const EQUAL: usize = 24;
const LAST_CELL: usize = 28;
const COUNT: usize = 32;
const ORDERED: usize = 36;

/** As Kind of batch.ts, and slots of partition.ts. */
const NUMBER: i32 = 2;
const WRONG_TYPE: i32 = 1;
/** The slot of a row that needs a closer look. */
const OPEN: i32 = -1;

/** The place of the first cut that is not below a value: by a grid, or by halving where that has no cells. */
function placeOf(value: f64, cuts: usize, grid: usize, lastCell: i32, count: i32, lowest: f64, scale: f64): i32 {
  if (lastCell >= 0) {
    const cell = (value - lowest) * scale;
    const at = cell >= <f64>lastCell ? lastCell : cell > 0 ? <i32>cell : 0;
    let place = load<i32>(grid + ((<usize>at) << 2));
    while (load<f64>(cuts + ((<usize>place) << 3)) < value) place++;
    return place;
  }
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(cuts + ((<usize>middle) << 3)) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The slots of an input of numbers, `ofKind` those of what is none; whether one is open. */
export function numberSlots(
  table: usize,
  kinds: usize,
  numbers: usize,
  rows: i32,
  integer: bool,
  ofKind: usize,
  out: usize,
): bool {
  const lowest = load<f64>(table, LOWEST);
  const scale = load<f64>(table, SCALE);
  const cuts = <usize>load<u32>(table, CUTS);
  const grid = <usize>load<u32>(table, GRID);
  const equal = <usize>load<u32>(table, EQUAL);
  const lastCell = load<i32>(table, LAST_CELL);
  const count = load<i32>(table, COUNT);
  const ordered = load<i32>(table, ORDERED);
  let open = false;
  for (let row = 0; row < rows; row++) {
    const kind = <i32>load<u8>(kinds + <usize>row);
    let slot = load<i32>(ofKind + ((<usize>kind) << 2));
    if (kind === NUMBER) {
      const value = load<f64>(numbers + ((<usize>row) << 3));
      if (integer && floor(value) !== value) slot = WRONG_TYPE;
      else {
        const place = placeOf(value, cuts, grid, lastCell, count, lowest, scale);
        const isCut = load<f64>(cuts + ((<usize>place) << 3)) === value;
        slot = isCut ? load<i32>(equal + ((<usize>place) << 2)) : ordered + 2 * place;
      }
    }
    store<i32>(out + ((<usize>row) << 2), slot);
    if (slot < 0) open = true;
  }
  return open;
}

/** The slots of values that lie within an error of what they stand for; OPEN near a constant, and for NaN. Whether one is. */
export function nearSlots(table: usize, values: usize, errors: usize, rows: i32, out: usize): bool {
  const lowest = load<f64>(table, LOWEST);
  const scale = load<f64>(table, SCALE);
  const cuts = <usize>load<u32>(table, CUTS);
  const grid = <usize>load<u32>(table, GRID);
  const equal = <usize>load<u32>(table, EQUAL);
  const lastCell = load<i32>(table, LAST_CELL);
  const count = load<i32>(table, COUNT);
  const ordered = load<i32>(table, ORDERED);
  let open = false;
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(values + ((<usize>row) << 3));
    const error = load<f64>(errors + ((<usize>row) << 3)) * 1.0001;
    const place = placeOf(value, cuts, grid, lastCell, count, lowest, scale);
    const above = load<f64>(cuts + ((<usize>place) << 3));
    let slot = ordered + 2 * place;
    if (F64.isNaN(value)) slot = OPEN;
    else if (error === 0) {
      if (above === value) slot = load<i32>(equal + ((<usize>place) << 2));
    } else if (place < count && isNear(value, above, error)) slot = OPEN;
    else if (place > 0 && isNear(value, load<f64>(cuts + ((<usize>place - 1) << 3)), error)) slot = OPEN;
    store<i32>(out + ((<usize>row) << 2), slot);
    if (slot < 0) open = true;
  }
  return open;
}

/** As isNear of partition.ts. */
function isNear(value: f64, constant: f64, error: f64): bool {
  return abs(value - constant) <= (error + abs(constant) * 2.220446049250313e-16) * 1.0001;
}

/** Adds by row the versions, among those of `mask`, that cannot judge a case whose value lies in its slot. */
export function addBad(bad: usize, slots: usize, rows: i32, to: usize, mask: u32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const slot = <usize>load<u32>(slots + (row << 2));
    store<u8>(to + row, <u32>load<u8>(to + row) | (<u32>load<u8>(bad + slot) & mask));
  }
}
