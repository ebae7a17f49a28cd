import type { Outcome, SimulatedChange } from "./simulate-raci.ts";
import type { SimulatedGates } from "./simulate-stages.ts";

const all = new Intl.ListFormat("en", { type: "conjunction" });
const pulls = (count: number) => `${count} pull request${count === 1 ? "" : "s"}`;

/** How many past pull requests came to each end under the rules that are tried. */
export function countOutcomes(changes: SimulatedChange[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { passes: 0, waits: 0, stuck: 0, unasked: 0, unknown: 0, bypassed: 0 };
  for (const { proposed } of changes) counts[proposed.outcome]++;
  return counts;
}

/** Past pull requests of which other people would have been asked than are today. */
export function askedOtherwise(changes: SimulatedChange[]): SimulatedChange[] {
  return changes.filter(({ today, proposed }) => today && today.asked.join() !== proposed.asked.join());
}

/** What a chart would have changed, in a few sentences. */
export function raciSentences(changes: SimulatedChange[]): string {
  if (changes.length === 0) return "The ledger has no merged pull request yet to try these rules on.";
  const counts = countOutcomes(changes);
  const others = askedOtherwise(changes).length;
  const ends = [
    counts.waits > 0 ? `${counts.waits} would have needed other answers` : "",
    counts.stuck > 0 ? `${counts.stuck} could not have been approved by anybody` : "",
    counts.unasked > 0 ? `${counts.unasked} would have had files that nobody answers for` : "",
  ].filter((end) => end !== "");
  const asked = others > 0 ? `${others} would have been asked of other people` : "";
  const said = [asked, ...ends].filter((part) => part !== "");
  const tried = `Tried on ${changes.length === 1 ? "1 merged pull request" : `the last ${changes.length} merged pull requests`}`;
  const first = `${tried}: ${said.length > 0 ? all.format(said) : "none would have been asked of other people, or ended otherwise"}.`;
  const rest = [
    counts.unknown > 0 ? `Not enough is recorded of ${pulls(counts.unknown)}.` : "",
    counts.bypassed > 0 ? `${counts.bypassed} went past every approval.` : "",
  ];
  return [first, ...rest].filter((sentence) => sentence !== "").join(" ");
}

/** What other gates would have changed, in a few sentences. */
export function stagesSentences(gates: SimulatedGates[]): string {
  if (gates.length === 0) return "The ledger has no promotion, demotion or replay test yet to try these gates on.";
  const unknown = gates.filter(({ proposed }) => proposed.verdict === "unknown").length;
  const differ = gates.filter(({ differs }) => differs).length;
  const tried = `Tried on ${gates.length} past promotions, demotions and replay tests`;
  const first = `${tried}: ${differ === 0 ? "none" : differ} would have come out otherwise.`;
  return unknown > 0 ? `${first} Not enough is recorded of ${unknown}.` : first;
}

/** What became of a pull request: `approved by maria`. */
export function happenedWords({ happened, by }: Pick<SimulatedChange, "happened" | "by">): string {
  const who = by.join(", ") || "nobody";
  return {
    approved: `approved by ${who}`,
    glass: `let through by ${who} alone`,
    bypass: `merged unapproved by ${who}`,
  }[happened];
}

/** What would have become of it under the rules that are tried. */
export function outcomeWords({ proposed }: SimulatedChange): string {
  const words: Record<Outcome, string> = {
    passes: "the same answers would do",
    waits: proposed.why.replace(/^Waiting for/, "would have waited for"),
    stuck: proposed.why,
    unasked: proposed.why,
    unknown: proposed.why,
    bypassed: "the same",
  };
  return words[proposed.outcome];
}
