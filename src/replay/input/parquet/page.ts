import { crc32 } from "node:zlib";
import type { DecodedArray, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage, type readDataPageV2 } from "hyparquet/src/datapage.js";
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";
import { readRuns, type Small, varint } from "./runs.ts";

/** How a column is stored, as hyparquet's decoders want to know it. */
export type ColumnDecoder = Parameters<typeof readDataPageV2>[2];

/** One page of a column. */
export interface Page {
  /** How many values it holds, those that are missing included: without lists as many as rows. */
  count: number;
  /** For each value, down to which level of the schema there is something; undefined where none is missing. */
  definitions: Small | undefined;
  /** For each value, at which level of lists it is a further one; undefined in a column without lists. */
  repetitions: Small | undefined;
  /** The values that are there, as they are stored; or their places in the dictionary. */
  values: DecodedArray;
  /** The dictionary that `values` point into, as it is stored. */
  dictionary: DecodedArray | undefined;
}

/** Values of a page that are taken into memory: a few bytes can say that a page holds one value billions of times. */
const mostInPage = 1 << 27;

/**
 * The pages of a column chunk, one after another, so that only one is unpacked at a time.
 *
 * @param chunk the bytes of the chunk, from its dictionary or first page on
 * @param count how many values it says it holds, those that are missing included
 * @throws Error on a page that does not agree with its checksum, where it has one, on one that cannot be unpacked or holds
 *   less than it says, and where pages are missing
 * @see https://parquet.apache.org/docs/file-format/data-pages/
 */
export function* pagesOf(chunk: Uint8Array, count: number, column: ColumnDecoder): Generator<Page> {
  const reader = new Reader(chunk);
  let dictionary: DecodedArray | undefined;
  let left = count;
  while (left > 0) {
    if (reader.offset >= chunk.length) throw new Error(`${left} of ${count} values are missing`);
    const header = parquetHeader(reader);
    const packed = reader.take(header.compressed_page_size);
    if (header.crc !== undefined && crc32(packed) !== header.crc >>> 0)
      throw new Error("a page does not agree with its checksum");
    if (header.type === "DICTIONARY_PAGE") dictionary = dictionaryIn(packed, header, column);
    const about = header.data_page_header_v2 ?? header.data_page_header;
    if (!about) continue;
    // Before anything of that size is made.
    if (!(about.num_values >= 0 && about.num_values <= left)) throw new Error("a page holds more than its column");
    if (about.num_values > mostInPage)
      throw new Error(
        `a page holds ${about.num_values} values, more than ${mostInPage}; write it in smaller row groups`,
      );
    left -= about.num_values;
    yield pageIn(packed, header, column, dictionary);
  }
}

/** Bytes that are read from front to back: damaged ones could send hyparquet's decoders back, and so round for ever. */
class Reader {
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  set offset(offset: number) {
    if (!(offset >= this.#offset && offset <= this.#bytes.length)) throw new Error("a page ends too early");
    this.#offset = offset;
  }

  take(length: number): Uint8Array {
    const from = this.#offset;
    this.offset = from + length;
    return this.#bytes.subarray(from, this.#offset);
  }

  /** What comes after its length in four bytes. */
  takeCounted(): Uint8Array {
    const length = this.view.getUint32(this.#offset, true);
    this.take(4);
    return this.take(length);
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }
}

function dictionaryIn(packed: Uint8Array, header: PageHeader, column: ColumnDecoder): DecodedArray {
  const bytes = unpacked(packed, header.uncompressed_page_size, column);
  const { num_values: count } = header.dictionary_page_header!;
  if (!(count >= 0 && count <= bytes.length)) throw new Error("a dictionary holds more than its bytes");
  return readPlain(new Reader(bytes), column.type, count, column.element.type_length);
}

function pageIn(
  packed: Uint8Array,
  header: PageHeader,
  column: ColumnDecoder,
  dictionary: DecodedArray | undefined,
): Page {
  const { count, encoding, repetitions, definitions, values } = header.data_page_header_v2
    ? secondForm(packed, header, column)
    : firstForm(packed, header, column);
  const deepest = getMaxDefinitionLevel(column.schemaPath);
  const there = definitions ? occurrences(definitions, deepest) : count;
  const isPlace = encoding.endsWith("_DICTIONARY");
  if (isPlace && !dictionary) throw new Error("a page points into a dictionary that is not there");
  return {
    count,
    definitions: there === count ? undefined : definitions,
    repetitions,
    values: decoded(values, encoding, there, column),
    dictionary: isPlace ? dictionary : undefined,
  };
}

function occurrences(levels: Small, level: number): number {
  let count = 0;
  for (const one of levels) if (one === level) count++;
  return count;
}

/** What a page is made of. */
interface Parts extends Pick<Page, "count" | "definitions" | "repetitions"> {
  encoding: string;
  /** Unpacked, not decoded. */
  values: Uint8Array;
}

const bits = (deepest: number): number => 32 - Math.clz32(deepest);

function firstForm(packed: Uint8Array, header: PageHeader, column: ColumnDecoder): Parts {
  const { schemaPath } = column;
  const { num_values: count, encoding } = header.data_page_header!;
  const reader = new Reader(unpacked(packed, header.uncompressed_page_size, column));
  const levels = (deepest: number) => (deepest > 0 ? readRuns(reader.takeCounted(), bits(deepest), count) : undefined);
  const repetitions = levels(getMaxRepetitionLevel(schemaPath));
  const definitions = levels(getMaxDefinitionLevel(schemaPath));
  return { count, encoding, repetitions, definitions, values: reader.rest() };
}

function secondForm(packed: Uint8Array, header: PageHeader, column: ColumnDecoder): Parts {
  const { schemaPath } = column;
  const about = header.data_page_header_v2!;
  const count = about.num_values;
  const reader = new Reader(packed);
  const levels = (length: number, deepest: number) => {
    const runs = reader.take(length);
    return deepest > 0 ? readRuns(runs, bits(deepest), count) : undefined;
  };
  const repetitions = levels(about.repetition_levels_byte_length, getMaxRepetitionLevel(schemaPath));
  const definitions = levels(about.definition_levels_byte_length, getMaxDefinitionLevel(schemaPath));
  const size = header.uncompressed_page_size - reader.offset;
  const values = reader.rest();
  return {
    count,
    encoding: about.encoding,
    repetitions,
    definitions,
    values: about.is_compressed ? unpacked(values, size, column) : values,
  };
}

/** What a page holds, unpacked. Of a column without values nothing is packed, and not every codec can tell nothing from damage. */
const unpacked = (packed: Uint8Array, size: number, { codec, compressors }: ColumnDecoder): Uint8Array =>
  size === 0 ? packed.subarray(0, 0) : decompressPage(packed, size, codec, compressors);

/** The values of a page; of those in a dictionary the places. */
function decoded(bytes: Uint8Array, encoding: string, count: number, { type, element }: ColumnDecoder): DecodedArray {
  const reader = new Reader(bytes);
  switch (encoding) {
    case "PLAIN":
      return readPlain(reader, type, count, element.type_length);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      if (count === 0) return [];
      const width = reader.take(1)[0]!;
      return readRuns(reader.rest(), width, count);
    }
    case "RLE":
      return Array.from(readRuns(reader.takeCounted(), 1, count), Boolean);
    case "DELTA_BINARY_PACKED":
      return type === "INT32" ? smallDeltas(bytes, count) : largeDeltas(reader, count);
    case "DELTA_LENGTH_BYTE_ARRAY":
    case "DELTA_BYTE_ARRAY": {
      const texts = new Array<Uint8Array>(count);
      if (count > 0) (encoding === "DELTA_BYTE_ARRAY" ? deltaByteArray : deltaLengthByteArray)(reader, count, texts);
      return texts;
    }
    case "BYTE_STREAM_SPLIT":
      return byteStreamSplit(reader, count, type, element.type_length);
    default:
      throw new Error(`values encoded as ${encoding}, which is not known here`);
  }
}

/**
 * Numbers of 32 bits. DuckDB writes the first of them with as many bits as a large unsigned one takes, of which hyparquet reads 32,
 * sign included, and so loses the highest one, for all numbers alike, since each is counted from the one before.
 */
function smallDeltas(bytes: Uint8Array, count: number): Int32Array {
  const numbers = new Int32Array(count);
  if (count === 0) return numbers;
  deltaBinaryUnpack(new Reader(bytes), count, numbers);
  let first = 0;
  // Three counts come before it.
  for (let counts = 0; counts < 3; counts++) first = varint(bytes, first).next;
  const isCut = Math.floor(varint(bytes, first).value / 2 ** 32) % 2 === 1;
  return isCut ? numbers.map((number) => number ^ (1 << 31)) : numbers;
}

function largeDeltas(reader: Reader, count: number): BigInt64Array {
  const numbers = new BigInt64Array(count);
  if (count > 0) deltaBinaryUnpack(reader, count, numbers);
  return numbers;
}
