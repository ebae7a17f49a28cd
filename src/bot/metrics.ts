import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Key } from "./key.ts";
import type { QueueState } from "./queue/work-queue.ts";

/** What an operator can watch, in Prometheus' terms. No label holds a login, a repository or any other free text. */
export interface Metrics {
  registry: Registry;
  events: Counter<"event">;
  reconciliations: Counter<"kind" | "result">;
  reconciliationSeconds: Histogram<"kind">;
  sweeps: Counter<"result">;
  requests: Counter<"method" | "status">;
  quota: Gauge<"installation">;
  clockAhead: Gauge;
  /** Tells what is in the queue whenever somebody asks. */
  watchQueue(state: () => Promise<QueueState>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "countersign_" });
  return {
    registry,
    events: new Counter({
      name: "countersign_events_total",
      help: "Webhooks received, by name",
      labelNames: ["event"],
      registers,
    }),
    reconciliations: new Counter({
      name: "countersign_reconciliations_total",
      help: "Looks at a pull request, issue or repository, by kind and result (ok, error)",
      labelNames: ["kind", "result"],
      registers,
    }),
    reconciliationSeconds: new Histogram({
      name: "countersign_reconciliation_duration_seconds",
      help: "Duration of a look, from reading the state until the last write",
      labelNames: ["kind"],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    sweeps: new Counter({
      name: "countersign_sweeps_total",
      help: "Looks of this process at everything that is open, by result (ok, error)",
      labelNames: ["result"],
      registers,
    }),
    requests: new Counter({
      name: "countersign_github_requests_total",
      help: "REST requests to GitHub, by method and status (304, a class such as 2xx, or none where no answer came)",
      labelNames: ["method", "status"],
      registers,
    }),
    quota: new Gauge({
      name: "countersign_github_rate_limit_remaining",
      help: "Requests that GitHub still allows in this hour, by installation; app: those under the app's own name",
      labelNames: ["installation"],
      registers,
    }),
    clockAhead: new Gauge({
      name: "countersign_clock_ahead_seconds",
      help: "Seconds by which the clock of this process' machine is ahead of GitHub's",
      registers,
    }),
    watchQueue(state) {
      // Nobody knows what a queue holds that does not answer, and the other figures are wanted all the same.
      const ask = (sum: (queue: QueueState) => number) =>
        async function (this: Gauge) {
          this.set(await state().then(sum, () => Number.NaN));
        };
      new Gauge({
        name: "countersign_queue_length",
        help: "Looks that run, wait, or wait for their next try",
        registers,
        collect: ask(({ waiting, running, retrying }) => waiting + running + retrying),
      });
      new Gauge({
        name: "countersign_queue_dead_letters",
        help: "Pull requests, issues and repositories whose look failed every time it was tried",
        registers,
        collect: ask(({ dead }) => dead),
      });
    },
  };
}

/** Counts and times a look, however it ends. */
export async function measured(metrics: Metrics, kind: Key["kind"], look: () => Promise<void>): Promise<void> {
  const stop = metrics.reconciliationSeconds.startTimer({ kind });
  try {
    await look();
    metrics.reconciliations.inc({ kind, result: "ok" });
  } catch (error) {
    metrics.reconciliations.inc({ kind, result: "error" });
    throw error;
  } finally {
    stop();
  }
}
