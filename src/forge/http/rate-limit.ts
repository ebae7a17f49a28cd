import type { Actor } from "../model/types.ts";

const WINDOW_SECONDS = 3600;

export interface Rate {
  limit: number;
  remaining: number;
  /** Epoch seconds. */
  reset: number;
  used: number;
}

interface Window {
  reset: number;
  used: number;
}

/** Requests per hour (docs: "Rate limits for the REST API"). */
const limitOf = (actor: Actor) => (actor.kind === "anonymous" ? 60 : 5000);

/** Counts each caller's requests in windows of an hour. */
export class RateLimiter {
  #windows = new Map<string, Window>();

  /** @param cost 0 for a 304 and for `/rate_limit` itself, else 1 */
  count(actor: Actor, now: Date, cost: 0 | 1): Rate {
    const key = actor.kind === "anonymous" ? "" : actor.kind === "app" ? `app ${actor.app.id}` : actor.account.login;
    const seconds = Math.floor(now.getTime() / 1000);
    const known = this.#windows.get(key);
    const window = known && known.reset > seconds ? known : { reset: seconds + WINDOW_SECONDS, used: 0 };
    this.#windows.set(key, window);
    window.used += cost;
    const limit = limitOf(actor);
    return { limit, remaining: Math.max(0, limit - window.used), reset: window.reset, used: window.used };
  }
}
