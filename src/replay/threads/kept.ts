import type { Asked } from "../replay-request.ts";
import { type CachePlace, readSidecar, removeSidecar, sidecarKey, writeSidecar } from "../sidecar/cache.ts";
import { type KeptPart, keptPart } from "../sidecar/kept-part.ts";

/** What was kept of logs for the inputs and policies of one replay; reading and writing never fail. */
export class Kept {
  /** Why something could not be kept. */
  readonly warnings = new Set<string>();
  readonly #place: CachePlace;
  readonly #inputs: readonly string[];
  readonly #policies: readonly string[];

  /** @param inputs those that are read, in the order of the batches */
  constructor(place: CachePlace, inputs: readonly string[], { base, head }: Pick<Asked, "base" | "head">) {
    this.#place = place;
    this.#inputs = inputs;
    this.#policies = [base.id, head.id];
  }

  /** The name of what is kept of some bytes, by their digest. */
  key(sha256: string): string {
    return sidecarKey(this.#place.engine, this.#inputs, this.#policies, sha256);
  }

  /** Undefined where nothing whole is there. What it gives is valid until `memory` is used for something else. */
  read(key: string, memory?: Uint8Array): KeptPart | undefined {
    const file = readSidecar(this.#place.folder, key, memory);
    return file && keptPart(file, this.#inputs);
  }

  async write(key: string, file: readonly Uint8Array[]): Promise<void> {
    try {
      await writeSidecar(this.#place.folder, key, file);
    } catch (error) {
      this.warnings.add(`The cache ${this.#place.folder} cannot be written: ${(error as Error).message}`);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) await removeSidecar(this.#place.folder, key).catch(() => {});
  }
}
