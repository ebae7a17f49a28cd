import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import type { Numbers } from "./columns.ts";

/** Says what a file is; its number changes with the format, and with what the columns mean. */
export const magic = "countersign-columns/1\n\0\0";

const types = { u8: Uint8Array, i8: Int8Array, i16: Int16Array, i32: Int32Array, f64: Float64Array } as const;
type TypeName = keyof typeof types;

/** Where a column stands; one whose numbers are all the same stands nowhere. NaN is null in JSON. */
type Placed = { type: TypeName; offset: number; length: number } | { constant: number | null };

interface Contents {
  endianness: string;
  facts: unknown;
  columns: Record<string, Placed>;
}

/** What a file holds. */
export interface Content {
  /** One number for each row, or for none: in the file they take no place where all are the same. */
  rows: Record<string, Numbers>;
  /** Other numbers: the bytes of texts, and where each ends. */
  texts: Record<string, Numbers>;
  /** JSON. */
  facts: unknown;
}

/** The bytes of a file, piece by piece: magic, columns, what stands where as JSON, how long that is, CRC-32 of it all. */
export function encoded({ rows, texts, facts }: Content): Uint8Array[] {
  const pieces: Uint8Array[] = [Buffer.from(magic)];
  let offset = magic.length;
  const place = (numbers: Numbers): Placed => {
    const type = (Object.keys(types) as TypeName[]).find((one) => numbers instanceof types[one])!;
    const placed = { type, offset, length: numbers.length };
    const padding = -numbers.byteLength & 7;
    pieces.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), new Uint8Array(padding));
    offset += numbers.byteLength + padding;
    return placed;
  };
  const placed: Contents["columns"] = {};
  for (const [name, numbers] of Object.entries(rows)) {
    const constant = constantOf(numbers);
    placed[name] = constant === undefined ? place(numbers) : { constant };
  }
  for (const [name, numbers] of Object.entries(texts)) placed[name] = place(numbers);
  const contents = Buffer.from(JSON.stringify({ endianness: endianness(), facts, columns: placed } satisfies Contents));
  const end = Buffer.alloc(8);
  end.writeUInt32LE(contents.length);
  pieces.push(contents, end.subarray(0, 4));
  // Of no bytes at no address crc32 gives 0, and not what came before.
  const checksum = pieces.reduce((sum, piece) => (piece.length === 0 ? sum : crc32(piece, sum)), 0);
  end.writeUInt32LE(checksum, 4);
  return [...pieces, end.subarray(4)];
}

/** The one number that a column holds; undefined where it holds several, or none, or one that JSON does not know. */
function constantOf(numbers: Numbers): number | null | undefined {
  const [first] = numbers;
  if (first === undefined || first === Infinity || first === -Infinity || Object.is(first, -0)) return undefined;
  for (let i = 1; i < numbers.length; i++) if (!Object.is(numbers[i], first)) return undefined;
  return Number.isNaN(first) ? null : first;
}

/** A column of a file that was read. */
export class Column {
  readonly #numbers: Numbers | undefined;
  readonly #constant: number;

  constructor(numbers: Numbers | undefined, constant: number) {
    this.#numbers = numbers;
    this.#constant = constant;
  }

  /** Copies `count` numbers from a place on to the beginning of another array. */
  copy(to: Uint8Array | Int32Array | Float64Array, from: number, count: number): void {
    if (this.#numbers) to.set(this.#numbers.subarray(from, from + count));
    else to.fill(this.#constant, 0, count);
  }

  /** All numbers of texts. */
  get all(): Numbers {
    return this.#numbers!;
  }
}

/**
 * What {@link encoded} made; undefined for anything else, cut or garbled.
 *
 * @param bytes at the beginning of their memory: the columns are views of it
 */
export function decoded(bytes: Uint8Array): { columns: Map<string, Column>; facts: unknown } | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const checked = buffer.length - 4;
  if (checked < magic.length + 4 || buffer.toString("latin1", 0, magic.length) !== magic) return undefined;
  if (buffer.readUInt32LE(checked) !== crc32(buffer.subarray(0, checked))) return undefined;
  const end = checked - 4;
  const contents = JSON.parse(buffer.toString("utf8", end - buffer.readUInt32LE(end), end)) as Contents;
  if (contents.endianness !== endianness()) return undefined;
  const columns = Object.entries(contents.columns).map(([name, placed]): [string, Column] => {
    if ("constant" in placed) return [name, new Column(undefined, placed.constant ?? Number.NaN)];
    const { type, offset, length } = placed;
    return [name, new Column(new types[type](bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length), 0)];
  });
  return { columns: new Map(columns), facts: contents.facts };
}
