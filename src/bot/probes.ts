import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "probot";
import { statusOf } from "../repository/github-repository.ts";
import type { Metrics } from "./metrics.ts";
import type { WorkQueue } from "./queue/work-queue.ts";
import type { Self } from "./workspace.ts";

/** Orchestrators give a probe a second or so, for both questions; an answer that comes later is none. */
const PATIENCE_MS = 900;

interface Probed {
  self: () => Promise<Self>;
  queue: Pick<WorkQueue, "whyAway">;
  metrics: Metrics;
  log: Logger;
}

/** `/healthz`: the process runs. `/readyz`: it can work. `/metrics`: Prometheus. @returns whether the request was one. */
export function probes({ self, queue, metrics, log }: Probed) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
    switch (request.url?.split("?")[0]) {
      case "/healthz":
        answer(200, { status: "ok" });
        return true;
      case "/readyz": {
        const reason = (await inTime(queue.whyAway(), "the queue does not answer")) ?? (await whyNotReady(self, log));
        answer(reason ? 503 : 200, reason ? { status: "not ready", reason } : { status: "ready" });
        return true;
      }
      case "/metrics":
        response.writeHead(200, { "content-type": metrics.registry.contentType }).end(await metrics.registry.metrics());
        return true;
      default:
        return false;
    }
  };
}

/** What anybody may read; the error itself only goes to the log. */
async function whyNotReady(self: () => Promise<Self>, log: Logger): Promise<string | undefined> {
  const asked = self().then(
    () => undefined,
    (error: unknown) => {
      log.warn({ err: error }, "not ready: GitHub did not say who this app is");
      // Octokit calls a connection that failed a 500 too, so only a status with an answer is GitHub's.
      const answered = (error as { response?: unknown }).response ? statusOf(error) : undefined;
      // 404: there is no app of that id; 401: its key is another.
      if (answered === 401 || answered === 404)
        return "GitHub refuses the app's credentials: check APP_ID and PRIVATE_KEY";
      if (answered !== undefined) return `GitHub answered ${answered} when asked who this app is`;
      return "GitHub could not be asked who this app is: the log says why";
    },
  );
  return inTime(asked, "GitHub has not said yet who this app is");
}

/** @returns `otherwise` where the answer takes too long */
function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(resolve, PATIENCE_MS / 2, otherwise).unref());
  return Promise.race([answer, late]);
}
