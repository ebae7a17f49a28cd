import { createHash } from "node:crypto";
import { byId } from "./by-id.ts";

/**
 * The decisions whose outcome differs between base and head, by what it was and what it becomes. There may be millions of them, as
 * many as records: of each only its id is held, as JSON, which is how it is sorted.
 */
export type Flips = Map<string, FlippedIds>;

export interface FlippedIds {
  from: string;
  to: string;
  /** Each as JSON: `"case-1"`. */
  ids: string[];
}

/** Some 40 bytes each: more of them than a process may hold would end it without a word. */
const mostFlips = 20_000_000;

/** Adds a flip. Throws where there are more than can be held. */
export function noteFlip(flips: Flips, id: string, from: string, to: string, most = mostFlips): void {
  const key = JSON.stringify([from, to]);
  const known = flips.get(key);
  if (known) {
    if (known.ids.length >= most) throw tooMany(most);
    known.ids.push(JSON.stringify(id));
  } else flips.set(key, { from, to, ids: [JSON.stringify(id)] });
}

/** The flips of two tallies of different records. Throws where they are more than can be held. */
export function addFlips(a: FlippedIds, b: FlippedIds, most = mostFlips): FlippedIds {
  if (a.ids.length + b.ids.length > most) throw tooMany(most);
  return { ...a, ids: a.ids.concat(b.ids) };
}

const tooMany = (most: number): Error =>
  new Error(
    `More than ${most.toLocaleString("en-US")} decisions flip the same way, too many to compare one by one: replay a shorter period, or use countersign sql.`,
  );

/**
 * What a report says of all flips together.
 *
 * - `digest`: `sha256:` over all of them, each as a JSON line `["id","from","to"]`, sorted: the same set of flips gives the same text
 *   whichever order and however many logs they came from. An approval that was given in view of these flips binds to it.
 * - `repeated`: how many have the `decision_id` of another one before.
 */
export function overAll(flips: Flips): { digest: string; repeated: number } {
  const sorted = [...flips.values()].map(({ from, to, ids }) => ({
    ids: ids.toSorted(byId),
    rest: `,${JSON.stringify(from)},${JSON.stringify(to)}]`,
  }));
  const hash = createHash("sha256");
  // Texts of one length before those of another, and those in their order: what follows on the ids does not change it.
  for (const line of inOrder(sorted.map(({ ids, rest }) => ({ ids, line: (id: string) => `[${id}${rest}` }))))
    hash.update(line).update("\n");
  let repeated = 0;
  let last: string | undefined;
  for (const id of inOrder(sorted.map(({ ids }) => ({ ids, line: (id: string) => id })))) {
    if (id === last) repeated++;
    last = id;
  }
  return { digest: `sha256:${hash.digest("hex")}`, repeated };
}

/** The lines of all lists, each of which is in order, in their order. */
function* inOrder(lists: readonly { ids: readonly string[]; line: (id: string) => string }[]): Generator<string> {
  const heads = lists.map(({ ids, line }) => ({ ids, line, at: 0, head: ids[0] === undefined ? "" : line(ids[0]) }));
  for (let open = heads.filter(({ ids }) => ids.length > 0); open.length > 0; ) {
    const [first, ...others] = open;
    let next = first!;
    for (const other of others) if (byId(other.head, next.head) < 0) next = other;
    yield next.head;
    const id = next.ids[++next.at];
    if (id === undefined) open = open.filter((one) => one !== next);
    else next.head = next.line(id);
  }
}
