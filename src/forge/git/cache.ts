import { LRUCache } from "lru-cache";

const SHA = /^[0-9a-f]{40}$/;
const answers = new LRUCache<string, NonNullable<unknown>>({ max: 5000 });

/**
 * Asks git once: what it says of objects that are named by their full sha never changes. Only such questions are kept, and
 * only answers, not `null`, because a missing object may still come.
 */
export async function once<T>(
  gitDir: string,
  question: string,
  shas: readonly string[],
  ask: () => Promise<T>,
): Promise<T> {
  if (!shas.every((sha) => SHA.test(sha))) return ask();
  const key = [gitDir, question, ...shas].join("\0");
  const known = answers.get(key);
  if (known !== undefined) return known as T;
  const answer = await ask();
  if (answer !== null && answer !== undefined) answers.set(key, answer);
  return answer;
}
