/** What the caller says and hears, as words at these addresses; all memory is laid out by src/replay/kernel/line-walker.ts. */
export const ROWS: usize = 0;
export const OTHERS: usize = 4;
export const LISTED: usize = 8;
export const INPUTS: usize = 12;
export const SEGMENTS: usize = 16;
export const SEAMS: usize = 20;
export const COLUMNS: usize = 24;
export const TEXTS: usize = 28;
export const POLICIES: usize = 32;
export const SEEN: usize = 36;
export const LIST: usize = 40;
export const LINE: usize = 44;
export const BLOCK: usize = 112;
/** The text of the day read last, and when it began. */
export const DAY: usize = 48;
export const DAY_BEGAN: usize = 64;
/** 16 bytes of ones, 16 of zeros. */
export const MASKS: usize = 128;
/** Powers of ten. */
export const POWERS: usize = 160;

/** What a value is, and a line, that cannot be walked over. */
export const FAILED: usize = 0;

export function word(at: usize): i32 {
  return load<i32>(at);
}
