import { details, markdownTable } from "../../replay/markdown-table.ts";
import { escapeMarkdown } from "../../text/index.ts";
import type { SimulatedChange } from "./simulate-raci.ts";
import type { SimulatedGates } from "./simulate-stages.ts";
import { happenedWords, outcomeWords, raciSentences, stagesSentences } from "./words.ts";

/** What changed rules would have made of the past; null for a file that the pull request does not change. */
export interface Simulation {
  raci: SimulatedChange[] | null;
  stages: SimulatedGates[] | null;
}

/** The part of the comment that tries changed rules on the past, as Markdown; empty where none are changed. */
export function simulationPart({ raci, stages }: Simulation): string {
  const parts = [
    ...(raci ? [raciSentences(raci), raciDetails(raci)] : []),
    ...(stages ? [stagesSentences(stages), gateDetails(stages)] : []),
  ].filter((part) => part !== "");
  return parts.length > 0 ? ["**These rules, tried on the past**", ...parts].join("\n\n") : "";
}

function raciDetails(changes: SimulatedChange[]): string {
  const shown = changes.filter(({ differs, proposed }) => differs || ["stuck", "unasked"].includes(proposed.outcome));
  if (shown.length === 0) return "";
  const rows = shown.map((change) => [
    `#${change.pull}`,
    escapeMarkdown(happenedWords(change)),
    people(change.today?.asked ?? []),
    people(change.proposed.asked),
    `${mark(change)} ${escapeMarkdown(outcomeWords(change), 300)}`,
  ]);
  const columns = ["", "What happened", "Asked by today's rules", "Asked by these", "What would have become of it"];
  return details(`Pull requests with other people, or another end: ${shown.length}`, markdownTable(columns, rows));
}

function gateDetails(gates: SimulatedGates[]): string {
  const shown = gates.filter(({ differs }) => differs);
  if (shown.length === 0) return "";
  const rows = shown.map(({ pull, kind, of, today, proposed }) => [
    `#${pull}`,
    escapeMarkdown(`${kind} ${of}`),
    `${today?.verdict}`,
    `${proposed.verdict}`,
    escapeMarkdown(proposed.why.join(" "), 300),
  ]);
  return details(
    `What would have come out otherwise: ${shown.length}`,
    markdownTable(["", "What", "By today's gates", "By these", "Why"], rows),
  );
}

function mark({ proposed }: SimulatedChange): string {
  return { passes: "✅", waits: "⏳", stuck: "⛔", unasked: "⛔", unknown: "❔", bypassed: "" }[proposed.outcome];
}

const people = (names: string[]): string => {
  const shown = names.slice(0, 5).map((name) => escapeMarkdown(name));
  return [...shown, ...(names.length > 5 ? [`${names.length - 5} more`] : [])].join(", ") || "nobody";
};
