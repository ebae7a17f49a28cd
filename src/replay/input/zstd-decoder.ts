import { ZSTDDecoder } from "zstddec/stream";

/** What is used of zstd's own decoder; sizes and addresses are of 32 bits. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  malloc(size: number): number;
  free(at: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_DStreamInSize(): number;
  ZSTD_DStreamOutSize(): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** What the codes of zstd_errors.h mean, of those that data can cause; the library has them without words. */
const errors: Readonly<Record<number, string>> = {
  10: "this is no frame",
  12: "a frame of a version before 0.8",
  14: "a frame header sets a reserved bit",
  16: "a frame takes more than 128 MiB of memory to unpack: compress it with a smaller window",
  20: "the data is corrupted",
  22: "the checksum of a frame does not fit",
  32: "it was compressed with a dictionary: compress it without",
  64: "there is not enough memory to unpack it",
};
const mostCodes = 120;

/**
 * The decoder of the zstd project itself (RFC 8878), in WebAssembly: it looks at the checksum and the size that a frame may
 * have, and was made to stand data that wishes it ill. A decoder in JavaScript was tried: it looked at neither, and a few
 * flipped bits sent it round for ever.
 */
let loaded: Promise<Exports> | undefined;

/** Loads the decoder, once. */
export function loadZstd(): Promise<Exports> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Exports> {
  let exports: Exports | undefined;
  // The library's own loop over a stream goes on for ever where the data is broken, and so its functions are called from here.
  class Opened extends ZSTDDecoder {
    override _init(result: { instance: { exports: unknown } }): void {
      exports = result.instance.exports as Exports;
      super._init(result);
    }
  }
  const decoder = new Opened();
  decoder._init = decoder._init.bind(decoder);
  await decoder.init();
  return exports!;
}

/** Unpacks one stream of frames, piece by piece; to be freed in the end. */
export class ZstdStream {
  readonly #zstd: Exports;
  readonly #context: number;
  /** The input's bytes, the output's, and a ZSTD_inBuffer and a ZSTD_outBuffer: address, size, position. */
  readonly #memory: { input: number; inputSize: number; output: number; outputSize: number; buffers: number };
  #open = false;

  constructor(zstd: Exports) {
    this.#zstd = zstd;
    const [inputSize, outputSize] = [zstd.ZSTD_DStreamInSize(), zstd.ZSTD_DStreamOutSize()];
    const input = zstd.malloc(inputSize + outputSize + 24);
    this.#memory = { input, inputSize, output: input + inputSize, outputSize, buffers: input + inputSize + outputSize };
    this.#context = zstd.ZSTD_createDCtx();
  }

  /** What so much more of the stream unpacks to; throws an Error in words where it is broken. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    const { input, inputSize } = this.#memory;
    for (let at = 0; at < bytes.length; at += inputSize) {
      const piece = bytes.subarray(at, at + inputSize);
      new Uint8Array(this.#zstd.memory.buffer).set(piece, input);
      yield* this.#unpacked(piece.length);
    }
  }

  /** Whether what was pushed ends within a frame. */
  get isOpen(): boolean {
    return this.#open;
  }

  free(): void {
    this.#zstd.ZSTD_freeDCtx(this.#context);
    this.#zstd.free(this.#memory.input);
  }

  *#unpacked(length: number): Generator<Uint8Array> {
    const { input, output, outputSize, buffers } = this.#memory;
    const outBuffer = buffers + 12;
    for (let read = 0, full = true; read < length || (full && this.#open); ) {
      const before = new DataView(this.#zstd.memory.buffer);
      for (const [i, word] of [input, length, read, output, outputSize, 0].entries())
        before.setUint32(buffers + 4 * i, word, true);
      const code = this.#zstd.ZSTD_decompressStream(this.#context, outBuffer, buffers);
      if (code < 0 && code > -mostCodes) throw new Error(errors[-code] ?? `error ${-code} of zstd`);
      // Memory may have grown, and then the view is of none.
      const { buffer } = this.#zstd.memory;
      const after = new DataView(buffer);
      read = after.getUint32(buffers + 8, true);
      const written = after.getUint32(outBuffer + 8, true);
      full = written === outputSize;
      this.#open = code !== 0;
      // Copied, since another stream may make the memory grow meanwhile.
      if (written > 0) yield new Uint8Array(buffer, output, written).slice();
    }
  }
}

/** What some whole frames unpack to. */
export function unzstdWhole(zstd: Exports, bytes: Uint8Array): Uint8Array {
  const stream = new ZstdStream(zstd);
  try {
    const parts = [...stream.push(bytes)];
    if (stream.isOpen) throw new Error("the zstd data ends within a frame");
    return Buffer.concat(parts);
  } finally {
    stream.free();
  }
}
