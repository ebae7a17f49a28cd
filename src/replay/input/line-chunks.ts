/** Bytes that are handed on together: what follows costs less for many lines at once. */
const chunkBytes = 1 << 18;

/** Shorter pieces are copied by the character, which costs less than a call into the runtime. */
const shortPiece = 48;

/** Gathers lines piece by piece, and gives them in large chunks of newline-delimited text. */
export class LineChunks {
  #bytes = Buffer.allocUnsafeSlow(chunkBytes);
  #length = 0;

  /** Adds a piece to the line that is being written: no line ends in it. */
  add(piece: string): void {
    // No character takes more than three bytes for each of its units.
    if (this.#bytes.length - this.#length <= piece.length * 3) this.#grow(piece.length * 3);
    if (piece.length > shortPiece || !this.#addAscii(piece)) this.#length += this.#bytes.write(piece, this.#length);
  }

  #addAscii(piece: string): boolean {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  /** Ends the line; the chunk that is full with it, if one is. */
  end(): Uint8Array | undefined {
    this.#bytes[this.#length++] = 0x0a;
    return this.#length < chunkBytes * 0.9 ? undefined : this.rest();
  }

  /** What is left. */
  rest(): Uint8Array {
    const full = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(chunkBytes);
    this.#length = 0;
    return full;
  }

  /** Room for so many bytes more and a line feed. */
  #grow(more: number): void {
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + more) + 1);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
