const barWidth = 30;
/** Of a terminal that does not say how wide it is. */
const usualColumns = 80;
/** Milliseconds between two drawings on a terminal, and between two lines in a log. */
const drawEvery = 100;
const lineEvery = 10_000;

/** Shows on standard error how far a long run is: a bar on a terminal, a sparse line elsewhere. */
export interface Progress {
  /** So many more bytes have been read. */
  passed(bytes: number): void;
  /** Takes the bar away. */
  done(): void;
}

export const noProgress: Progress = { passed() {}, done() {} };

/**
 * @param total bytes to read; undefined when nobody knows
 * @param out where to show it, a terminal or not
 */
export function progress(
  total: number | undefined,
  out: { isTTY?: boolean; columns?: number; write(text: string): unknown } = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const started = now();
  const every = out.isTTY ? drawEvery : lineEvery;
  let read = 0;
  let shown = started;
  let drawn = false;
  return {
    passed(bytes) {
      read += bytes;
      const at = now();
      if (at - shown < every) return;
      shown = at;
      drawn = true;
      const text = progressWords(read, total, (at - started) / 1000);
      // What does not fit would run on to the next line, and stay there.
      out.write(out.isTTY ? `\r\x1b[K${text.slice(0, (out.columns || usualColumns) - 1)}` : `${text}\n`);
    },
    done() {
      if (drawn && out.isTTY) out.write("\r\x1b[K");
    },
  };
}

const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 0 })} MB`;

function progressWords(read: number, total: number | undefined, seconds: number): string {
  const rate = `${megabytes(read / Math.max(seconds, 0.001))}/s`;
  if (total === undefined || total === 0) return `${megabytes(read)} read, ${rate}`;
  const share = Math.min(1, read / total);
  const left = Math.ceil((seconds / share) * (1 - share));
  const full = Math.round(share * barWidth);
  const bar = "█".repeat(full) + "░".repeat(barWidth - full);
  return `${Math.floor(share * 100)}% of ${megabytes(total)}, ${rate}, ${left} s left ${bar}`;
}
