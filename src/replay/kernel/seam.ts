import { afterColon, plainString, skipSpace, skipValue } from "./scan.ts";

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const lineFeed = 0x0a;

/** The objects of a line whose members are looked at one by one; any other object or array is one value. */
export const Within = { nothing: 0, record: 1, input: 2, segments: 3 } as const;

/** What to do with a value; a line that ends has none. */
export const Action = {
  skip: 0,
  end: 1,
  id: 2,
  policy: 3,
  human: 4,
  masked: 5,
  timestamp: 6,
  confidence: 7,
  input: 8,
  segment: 9,
} as const;

/** What a seam says beside what comes next: it leads to an id, it begins an input, it begins segments. */
export const Effect = { id: 1, input: 2, segments: 4 } as const;

/**
 * All that stands between two values of a line, or before the first, or after the last: braces, commas, keys, colons, spaces.
 * Values are those of the record itself, of its input and of its segments.
 */
export interface Seam {
  /** Where the next value starts; after the last seam of a line, where the next line starts. */
  end: number;
  /** What the next value stands in: one of {@link Within}. */
  within: number;
  /** One of {@link Action}, and the place of the input or of the segments' column that it is for. */
  action: number;
  column: number;
  /** Some of {@link Effect}. */
  effects: number;
}

/** Where the column of an input or of segments is, -1 where there is none. Always the same of the same key. */
export interface Columns {
  input(view: DataView, from: number, to: number): number;
  segment(view: DataView, from: number, to: number): number;
}

const actions: Readonly<Record<string, number>> = {
  decision_id: Action.id,
  policy: Action.policy,
  human_outcome: Action.human,
  masked: Action.masked,
  timestamp: Action.timestamp,
  confidence: Action.confidence,
};

/**
 * Reads the seam that starts right behind a value that stands in `after`, or at the start of a line (`after` is nothing);
 * undefined where it is not as JSON has it, or in any way unusual.
 *
 * @param view the same bytes, and at least 8 more
 */
export function readSeam(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  after: number,
  columns: Columns,
): Seam | undefined {
  let within = after;
  let effects = 0;
  let opened = false;
  let pos = skipSpace(bytes, at);
  if (after === Within.nothing) {
    if (bytes[pos] !== openBrace) return undefined;
    within = Within.record;
    opened = true;
    pos = skipSpace(bytes, pos + 1);
  }
  for (;;) {
    if (bytes[pos] === closeBrace) {
      pos = skipSpace(bytes, pos + 1);
      if (within === Within.record) {
        if (bytes[pos] !== lineFeed) return undefined;
        return { end: pos + 1, within, action: Action.end, column: -1, effects };
      }
      within = Within.record;
      opened = false;
      continue;
    }
    if (!opened) {
      if (bytes[pos] !== comma) return undefined;
      pos = skipSpace(bytes, pos + 1);
    }
    const key = pos + 1;
    const keyEnd = bytes[pos] === quote ? plainString(bytes, key) - 1 : -1;
    const end = keyEnd < 0 ? -1 : afterColon(bytes, keyEnd + 1);
    if (end < 0) return undefined;
    if (within === Within.record) {
      const name = Buffer.from(bytes.subarray(key, keyEnd)).toString();
      const isObject = bytes[end] === openBrace;
      if (name === "input" && !isObject) return undefined;
      if (name === "input" || name === "segments") {
        effects |= name === "input" ? Effect.input : Effect.segments;
        if (isObject) within = name === "input" ? Within.input : Within.segments;
        opened = isObject;
        // Segments that are no object say nothing, and usually are null: their value is taken as part of the seam.
        pos = isObject ? end + 1 : skipValue(bytes, end);
        if (pos < 0) return undefined;
        pos = skipSpace(bytes, pos);
        continue;
      }
      if (name === "decision_id") effects |= Effect.id;
      const action = Object.hasOwn(actions, name) ? actions[name]! : Action.skip;
      return { end, within, action, column: -1, effects };
    }
    if (within === Within.input) {
      const column = columns.input(view, key, keyEnd);
      return { end, within, action: column < 0 ? Action.skip : Action.input, column, effects };
    }
    const column = columns.segment(view, key, keyEnd);
    return column < 0 ? undefined : { end, within, action: Action.segment, column, effects };
  }
}
