import { Worker } from "node:worker_threads";
import { tallyFromJson } from "../tally-json.ts";
import type { Counted, PartsRequest } from "./count-parts.ts";
import type { Prepared, Said } from "./worker.ts";

/** A thread that counts parts of files: it is started early, and asked when it is known what to ask. */
export class Thread {
  readonly #worker: Worker;
  readonly #counted: Promise<Counted>;

  /** @param passed hears how many bytes it has read */
  constructor(prepared: Prepared, passed: (bytes: number) => void) {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: prepared });
    this.#worker = worker;
    this.#counted = new Promise((resolve, reject) => {
      worker.on("message", (said: Said) => {
        if ("passed" in said) passed(said.passed);
        else if ("error" in said) reject(new Error(`A thread of the replay failed: ${said.error}`));
        else resolve({ ...said.counted, tally: tallyFromJson(said.tally) });
      });
      worker.on("error", (error) => reject(new Error(`A thread of the replay failed: ${error.message}`)));
      worker.on("exit", (code) => reject(new Error(`A thread of the replay ended early, with code ${code}.`)));
    });
    // It may fail before it is asked, or never be asked at all.
    this.#counted.catch(() => {});
  }

  /** What it counted; to be called once. */
  count(request: PartsRequest): Promise<Counted> {
    this.#worker.postMessage(request);
    return this.#counted;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
