import type { Client } from "./workspace.ts";

/** GitHub keeps deliveries for three days (https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks). */
const KEPT_MS = 3 * 86_400_000;
/** A delivery that failed this often fails for what it says, not for when it came. */
const ATTEMPTS = 3;
const PAGES = 10;

interface Attempt {
  id: number;
  guid: string;
  delivered_at: string;
  status_code: number;
}

/**
 * Asks GitHub to send again what never arrived: it does not by itself. Attempts of one event share their guid; an event
 * of which one attempt went well has arrived.
 * @param octokit authenticated as the app.
 * @returns how many events were asked for.
 */
export async function redeliverFailed(octokit: Client, now: Date): Promise<number> {
  const events = new Map<string, Attempt[]>();
  for (const attempt of await recentAttempts(octokit, now)) {
    events.set(attempt.guid, [...(events.get(attempt.guid) ?? []), attempt]);
  }
  const lost = [...events.values()].filter(
    (attempts) => attempts.length < ATTEMPTS && !attempts.some(({ status_code: code }) => code >= 200 && code < 300),
  );
  for (const [newest] of lost) {
    await octokit.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: newest!.id });
  }
  return lost.length;
}

/** Newest first. */
async function recentAttempts(octokit: Client, now: Date): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  let pages = 0;
  for await (const { data } of octokit.paginate.iterator("GET /app/hook/deliveries", { per_page: 100 })) {
    const recent = data.filter(({ delivered_at }) => now.getTime() - Date.parse(delivered_at) < KEPT_MS);
    attempts.push(...recent);
    if (recent.length < data.length || ++pages === PAGES) break;
  }
  return attempts;
}
