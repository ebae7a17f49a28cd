import type { Tried } from "../governance/simulation/simulate-raci.ts";
import type { Simulation } from "../governance/simulation/simulation-part.ts";
import { happenedWords, outcomeWords, raciSentences, stagesSentences } from "../governance/simulation/words.ts";
import { plainLine } from "../text/index.ts";
import { colors } from "./colors.ts";
import { table } from "./table.ts";

/** A simulation as a person reads it: what changes in sentences, then every pull request in a table. */
export function simulationText({ raci, stages }: Simulation): string {
  const parts: string[] = [];
  if (raci) {
    parts.push(colors.bold(raciSentences(raci)));
    const rows = raci.map((change) => [
      `${change.differs ? "*" : " "} #${change.pull}`,
      change.at.slice(0, 10),
      plainLine(happenedWords(change), 60),
      asked(change.today),
      asked(change.proposed),
      plainLine(outcomeWords(change), 200),
    ]);
    const columns = [
      "  pull",
      "merged",
      "what happened",
      "asked today",
      "asked by these",
      "what would have become of it",
    ];
    if (rows.length > 0) parts.push(table(columns, rows));
  }
  if (stages) {
    parts.push(colors.bold(stagesSentences(stages)));
    const rows = stages.map(({ pull, at, kind, of, today, proposed, differs }) => [
      `${differs ? "*" : " "} #${pull}`,
      at.slice(0, 10),
      plainLine(`${kind} ${of}`, 80),
      today?.verdict ?? "",
      proposed.verdict,
      plainLine(proposed.why.join(" "), 300),
    ]);
    if (rows.length > 0) parts.push(table(["  pull", "merged", "what", "today", "these gates", "why"], rows));
  }
  return `${parts.join("\n\n")}\n`;
}

function asked(tried: Tried | null): string {
  if (!tried || tried.outcome === "unknown" || tried.outcome === "bypassed") return "";
  return plainLine(tried.asked.join(", "), 60) || "nobody";
}
