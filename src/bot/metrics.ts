import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Key } from "./key.ts";

/** What an operator can watch, in Prometheus' terms. No label holds a login, a repository or any other free text. */
export interface Metrics {
  registry: Registry;
  events: Counter<"event">;
  reconciliations: Counter<"kind" | "result">;
  reconciliationSeconds: Histogram<"kind">;
  requests: Counter<"method" | "status">;
  quota: Gauge<"installation">;
  /** Tells how long the queue is whenever somebody asks. */
  watchQueue(length: () => number): void;
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
    watchQueue(length) {
      new Gauge({
        name: "countersign_queue_length",
        help: "Looks that run or wait",
        registers,
        collect() {
          this.set(length());
        },
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
