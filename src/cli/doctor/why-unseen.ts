import type { Seen } from "../../governance/doctor/index.ts";
import { statusOf } from "../../repository/github-repository.ts";

/** Why something could not be read, in words for who holds the token. */
export function whyUnseen(error: unknown): string {
  const status = statusOf(error);
  // GitHub answers 404 rather than 403 where even the existence is not to be known.
  if (status === 403 || status === 404) {
    return `GitHub answered ${status}: the token may not look there, or this GitHub does not have it.`;
  }
  return `${(error as Error).message}${status === undefined ? "" : ` (${status})`}.`;
}

/** What can be read, or why it cannot. */
export async function see<T>(read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    return { unseen: whyUnseen(error) };
  }
}
