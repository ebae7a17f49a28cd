import { SEAMS, word } from "./memory";

// Seams, laid out as in src/replay/kernel/seams.ts.

const SEAM_FIRST: usize = 0;
export const SEAM_LENGTH: usize = 4;
export const SEAM_ACTION: usize = 8;
export const SEAM_COLUMN: usize = 12;
export const SEAM_EFFECTS: usize = 16;
const SEAM_WORDS: usize = 20;
const SEAM_MASKS: usize = 24;
const SEAM_TEXT: usize = 32;
const SEAM_FOLLOWING: usize = SEAM_TEXT + 256 + 8;

/** Where the words of a seam are. */
export function seamAt(seam: i32): usize {
  return <usize>word(SEAMS) + ((<usize>seam) << 2);
}

/** The seam that stands here behind another one, or 0. */
export function next(before: i32, pos: usize): i32 {
  const first = word(seamAt(before) + SEAM_FIRST);
  return first === 0 || stands(seamAt(first), pos) ? first : following(before, pos);
}

/** Whether a seam's bytes stand here. */
function stands(seam: usize, at: usize): bool {
  let text = seam + SEAM_TEXT;
  let pos = at;
  for (const end = text + ((<usize>word(seam + SEAM_WORDS)) << 2); text < end; text += 8, pos += 8)
    if (load<u64>(pos) !== load<u64>(text)) return false;
  return (load<u64>(pos) & load<u64>(seam + SEAM_MASKS)) === load<u64>(text);
}

/** Another of those that have followed a seam, or 0. */
function following(before: i32, pos: usize): i32 {
  const list = seamAt(before) + SEAM_FOLLOWING;
  for (let i: usize = 0; i < 8; i++) {
    const seam = word(list + (i << 2));
    if (seam === 0 || stands(seamAt(seam), pos)) return seam;
  }
  return 0;
}
