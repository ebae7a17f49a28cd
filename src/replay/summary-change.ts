import { escapeMarkdown, inlineCode } from "../text/index.ts";
import { details, markdownTable } from "./markdown-table.ts";
import type { RegionReport, ReplayReport } from "./report.ts";
import { beforeAfter, handlings, handlingWords, number } from "./words.ts";

/** Regions shown before the rest is folded. */
const maxShown = 8;
/** Regions in the fold; the JSON has all. */
const maxFolded = 40;

const ids = (examples: string[]) => examples.map((id) => inlineCode(id, 60)).join(" ");

/** What the change says, case by case, beside how often such a case came up: those without history first, since nobody knows. */
export function regionDetails({ regions }: ReplayReport): string[] {
  if (regions === null || regions.length === 0) return [];
  const unknown = regions.filter(({ count }) => count === 0);
  const known = regions.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const sorted = [...unknown, ...known];
  const rest = sorted.length - maxShown - maxFolded;
  const folded = sorted.slice(maxShown, maxShown + maxFolded);
  return [
    "**What changes, and how often it came up**",
    table(sorted.slice(0, maxShown)),
    ...(folded.length > 0
      ? [
          details(
            `${number(sorted.length - maxShown)} more`,
            [table(folded), ...(rest > 0 ? [`… and ${number(rest)} more.`] : [])].join("\n\n"),
          ),
        ]
      : []),
  ];
}

const table = (regions: RegionReport[]): string =>
  markdownTable(
    [{ right: "Past decisions" }, "What changes"],
    regions.map(({ count, words }) => [count === 0 ? "**no history**" : number(count), escapeMarkdown(words, 600)]),
  );

/** What happens with the decisions at the live stage, where the change alters that. */
export function dispositionDetails({ dispositions }: ReplayReport): string[] {
  if (dispositions === null) return [];
  const { stage, base, head, moved } = dispositions;
  if (stage === "audit") return ["In audit every result is a suggestion; a person decides."];
  if (moved.length === 0)
    return [
      `At ${stage}, ${number(base.act ?? 0)} of these decisions would be carried out without a person, as today.`,
    ];
  const rows = handlings
    .filter((handling) => base[handling] || head[handling])
    .map((handling) => [handlingWords[handling], ...beforeAfter(base[handling], head[handling])]);
  return [
    markdownTable([`At ${stage}`, { right: "Today" }, { right: "With this change" }, { right: "Difference" }], rows),
    ...moved.map(
      ({ from, to, count, examples }) =>
        `- **${number(count)}** from *${handlingWords[from]}* to *${handlingWords[to]}*, for example ${ids(examples)}`,
    ),
  ];
}
