import { escapeMarkdown, inlineCode, quoteMarkdown } from "../../text/index.ts";
import { proposalPart } from "../simulation/proposal.ts";
import { headline } from "./headline.ts";
import type { Judgement } from "./judge.ts";
import type { RoleState } from "./judge-roles.ts";
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
    ...snapshot.policies.map(policyPart),
    replayPart(snapshot.replay),
    snapshot.proposal ? proposalPart(snapshot.proposal) : "",
    ...judgement.requirements.map(({ activity, policy, roles }) => raciTable(activity, policy, roles)),
    list("**Who can act next**", nextLines(judgement)),
    list(
      "**Reviews that do not count**",
      judgement.dropped.map(({ user, why }) => `${escapeMarkdown(user)}: ${escapeMarkdown(why)}`),
    ),
    list(
      "**Files that no activity covers** (not governed)",
      judgement.coverage.ungoverned.map((text) => inlineCode(text)),
    ),
    list(
      "**Authors without a GitHub account**",
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

function raciTable(activity: string, policy: string | undefined, roles: RoleState[]): string {
  const rows = roles.map(({ letter, role, people, by, met, note }) => {
    const mark = letter === "Informed" ? "" : met ? "✅" : "⏳";
    const who = by.length > 0 ? `**${by.map((text) => escapeMarkdown(text)).join(", ")}**` : names(people);
    return `| ${mark} | ${letter} | ${escapeMarkdown(role)} | ${who} | ${escapeMarkdown(note)} |`;
  });
  const of = policy ? ` of ${escapeMarkdown(policy)}` : "";
  return [`**RACI for ${activity}**${of}`, "", "| | | Role | Who | |", "|---|---|---|---|---|", ...rows].join("\n");
}

function nextLines({ next }: Judgement): string[] {
  return Object.entries(next).map(
    ([person, roles]) => `**${escapeMarkdown(person)}** as ${roles.map((text) => escapeMarkdown(text)).join("; ")}`,
  );
}

function names(people: string[]): string {
  if (people.length === 0) return "nobody";
  const shown = people
    .slice(0, 5)
    .map((text) => escapeMarkdown(text))
    .join(", ");
  return people.length > 5 ? `${shown} and ${people.length - 5} more` : shown;
}

function list(heading: string, items: string[]): string {
  if (items.length === 0) return "";
  const shown = items.slice(0, LONGEST_LIST).map((item) => `- ${item}`);
  const more = items.length > LONGEST_LIST ? [`- … and ${items.length - LONGEST_LIST} more`] : [];
  return [heading, "", ...shown, ...more].join("\n");
}
