/** Bytes that are handed on together: what follows costs less for many lines at once. */
const chunkBytes = 1 << 18;

/** Gathers lines, without their line feeds, and gives them in large pieces of newline-delimited text. */
export class LineChunks {
  #lines: string[] = [];
  #length = 0;

  /** Adds a line; the piece that is full with it, if one is. */
  add(line: string): Uint8Array | undefined {
    this.#lines.push(line);
    this.#length += line.length + 1;
    return this.#length < chunkBytes ? undefined : this.rest();
  }

  /** What is left. */
  rest(): Uint8Array {
    if (this.#lines.length === 0) return new Uint8Array();
    const text = `${this.#lines.join("\n")}\n`;
    this.#lines = [];
    this.#length = 0;
    return Buffer.from(text);
  }
}
