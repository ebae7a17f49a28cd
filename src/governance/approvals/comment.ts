import { escapeMarkdown, inlineCode, quoteMarkdown } from "../../text/index.ts";
import { proposalPart } from "../simulation/proposal.ts";
import type { Lifter } from "./blockers.ts";
import { headline } from "./headline.ts";
import type { Judgement } from "./judge.ts";
import { raciTable } from "./raci-table.ts";
import type { ApprovalSnapshot, PolicyChange, ReplayState } from "./snapshot.ts";

/** By which the bot finds its own comment again. */
export const COMMENT_MARK = "<!-- countersign:approvals -->";

/** A reader needs no more to see what is wrong, and GitHub takes no endless comment. */
const LONGEST_LIST = 20;

const ICON = { approved: "✅", waiting: "⏳", blocked: "⛔", elsewhere: "⏸️" } as const;

/** The one comment on a pull request, as Markdown: what changes, how the replay went, who answered, who can act next. */
export function approvalComment(snapshot: ApprovalSnapshot, judgement: Judgement): string {
  const parts = [
    `${COMMENT_MARK}\n### ${ICON[judgement.state]} ${escapeMarkdown(headline(judgement))}`,
    ...reportParts(snapshot, judgement),
    `_Rules: governance/raci.yaml of ${inlineCode(snapshot.pull.baseRef)} at ${snapshot.pull.base.slice(0, 7)}. ` +
      `Judged for ${snapshot.pull.head.slice(0, 7)}. This comment is kept up to date._`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The same for the check run, which has a title of its own. */
export function approvalSummary(snapshot: ApprovalSnapshot, judgement: Judgement): string {
  const parts = reportParts(snapshot, judgement);
  return parts.length > 0 ? parts.join("\n\n") : "No activity of the RACI chart covers the changed files.";
}

function reportParts(snapshot: ApprovalSnapshot, judgement: Judgement): string[] {
  return [
    list("**To mend first**", judgement.blockers.map(blockerLine)),
    nextPart(judgement),
    glassPart(judgement),
    mergePart(snapshot, judgement),
    // Whoever has answered already asks first why they are asked again.
    list(
      "**Answers that do not count**",
      judgement.dropped.map(({ user, why }) => `${escapeMarkdown(user)}: ${escapeMarkdown(why)}`),
    ),
    ...snapshot.policies.map(policyPart),
    replayPart(snapshot.replay),
    snapshot.proposal ? proposalPart(snapshot.proposal) : "",
    raciTable(judgement.requirements),
    list(
      "**Files that no activity covers** (not governed)",
      judgement.coverage.ungoverned.map((text) => inlineCode(text)),
    ),
    list(
      "**Authors whose GitHub account is not known**",
      snapshot.contributors.unknown.map((text) => escapeMarkdown(text)),
    ),
  ].filter((part) => part !== "");
}

function blockerLine({ where, says }: Judgement["blockers"][number]): string {
  return `${where ? `${inlineCode(where)} ` : ""}${escapeMarkdown(says)}`;
}

function policyPart({ id, removed, base, head, diff, current, next }: PolicyChange): string {
  const name = escapeMarkdown(head?.title ?? base?.title ?? id);
  if (removed) return `**${name}** is removed: no policy decides its cases any more.`;
  if (!head) return base && !diff ? `**${name}** cannot be read as it is now.` : "";
  const version = next ? ` · becomes **${next}**${current ? `, now ${current}` : ""} (${diff?.class ?? "first"})` : "";
  const words = diff ? diff.words : `A new policy with ${head.rules.length} rules.`;
  return `**What changes: ${name}**${version}\n\n${quoteMarkdown(words)}`;
}

function replayPart(replay: ReplayState): string {
  if (replay.state === "not-needed") return "";
  if (replay.state === "missing") return `**Replay test**: ${escapeMarkdown(replay.reason)}`;
  const icon = { pass: "✅", fail: "⛔", inconclusive: "❔" }[replay.state];
  const details = replay.url ? ` ([details](${replay.url}))` : "";
  return `**Replay test** ${icon} ${escapeMarkdown(replay.title)}${details}`;
}

function nextPart({ next, state, blockers }: Judgement): string {
  const lines = Object.entries(next).map(([person, roles]) => `**${escapeMarkdown(person)}** as ${asWhat(roles)}`);
  const part = list("**Who can act next**", lines);
  if (part === "") return part;
  if (state !== "waiting") return [part, ...waysToLift(blockers)].join("\n\n");
  const consulted = Object.values(next).some((roles) => roles.some((role) => role.startsWith("Consulted")));
  const how = "Approve, or ask for changes, by a review under *Files changed*";
  return `${part}\n\n${how}${consulted ? "; those who are consulted may also comment `/answer …`" : ""}.`;
}

const WAYS: Record<Lifter, string> = {
  "the one who asked to change it":
    "Whoever asked for changes lifts that by an approving review, once it is as they want it.",
  "the one who objected": "Whoever objected lifts that by an approving review, or by the comment `/object withdrawn`.",
  "one who can lift the hold": "`/unhold` lifts the hold.",
};

/** How to lift what people put in the way, each way once. */
function waysToLift(blockers: Judgement["blockers"]): string[] {
  const ways = new Set(blockers.flatMap(({ liftedBy }) => (liftedBy ? WAYS[liftedBy.as] : [])));
  return ways.size > 0 ? [[...ways].join(" ")] : [];
}

/** `Accountable for policy-change of mortgage` and more of the kind, each letter once. */
function asWhat(roles: string[]): string {
  const byLetter = new Map<string, string[]>();
  for (const role of roles) {
    const [letter, what = ""] = role.split(/ for (.*)/s);
    byLetter.set(letter!, [...(byLetter.get(letter!) ?? []), what]);
  }
  return [...byLetter]
    .map(([letter, whats]) => escapeMarkdown(whats[0] ? `${letter} for ${whats.join(", ")}` : letter))
    .join("; ");
}

/** Why this is green although the table below is not. */
function glassPart({ glass }: Judgement): string {
  if (!glass) return "";
  const due = glass.due ? ` until **${glass.due.slice(0, 16).replace("T", " ")} UTC**` : "";
  return (
    `**${escapeMarkdown(glass.by)}** broke the glass: ${escapeMarkdown(glass.because)}. The answers below were not waited for. ` +
    `An account of it is owed${due}, and until somebody else accepts it nothing here is promoted.`
  );
}

/** What a merge brings, for whoever is about to press the button. */
function mergePart({ policies, pull }: ApprovalSnapshot, { state }: Judgement): string {
  const versions = policies.filter(({ next }) => next).map(({ id, next }) => inlineCode(`${id}/v${next}`));
  if (state !== "approved" || !pull.governed || versions.length === 0) return "";
  return (
    `Merging records this and tags ${versions.join(", ")}: the candidate, in audit. It suggests, and decides nothing ` +
    "before its evidence promotes it."
  );
}

function list(heading: string, items: string[]): string {
  if (items.length === 0) return "";
  const shown = items.slice(0, LONGEST_LIST).map((item) => `- ${item}`);
  const more = items.length > LONGEST_LIST ? [`- … and ${items.length - LONGEST_LIST} more`] : [];
  return [heading, "", ...shown, ...more].join("\n");
}
