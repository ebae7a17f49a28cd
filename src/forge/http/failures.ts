/** An answer that a test wants instead of the real one. */
export interface Failure {
  method?: string;
  /** Of the path below `/api/v3`, with the query. */
  path?: RegExp;
  /** `"drop"` cuts the connection without an answer. */
  status: number | "drop";
  headers?: Record<string, string>;
  body?: unknown;
  /** How many matching requests fail; 1 unless told. */
  times?: number;
}

/** Failures that are waiting for their request. */
export class Failures {
  #waiting: { failure: Failure; left: number }[] = [];

  add(failure: Failure): void {
    this.#waiting.push({ failure, left: failure.times ?? 1 });
  }

  /** The failure for this request, if one is due; counts it down. */
  take(method: string, path: string): Failure | null {
    const due = this.#waiting.find(
      ({ failure }) => (!failure.method || failure.method === method) && (!failure.path || failure.path.test(path)),
    );
    if (!due) return null;
    due.left--;
    if (due.left === 0) this.#waiting.splice(this.#waiting.indexOf(due), 1);
    return due.failure;
  }
}
