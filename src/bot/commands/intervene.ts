import { explanation } from "../../governance/approvals/explain.ts";
import { headline } from "../../governance/approvals/headline.ts";
import type { Intervention } from "../../governance/approvals/interventions.ts";
import { refusal } from "../../governance/approvals/may-command.ts";
import type { Command } from "../../governance/commands.ts";
import { appendRecord } from "../../ledger/append.ts";
import { interventionRecord } from "../../ledger/intervention-records.ts";
import { escapeMarkdown, plainLine } from "../../text/index.ts";
import { type Judged, judgePull } from "../pull/judge-pull.ts";
import type { Workspace } from "../workspace.ts";
import { breakGlass } from "./break-glass.ts";
import type { Given } from "./given.ts";

export type PullCommand = Extract<
  Command,
  { name: "explain" | "recheck" | "answer" | "unhold" | "hold" | "break-glass" | "object" }
>;

/** Carries out a command about the pull request it stands on. @returns the answer, as Markdown. */
export async function intervene(workspace: Workspace, given: Given<PullCommand>): Promise<string> {
  const { command, pull, comment } = given;
  if (pull?.state !== "open") return `\`/${command.name}\` is for open pull requests.`;
  const judged = await judgePull(workspace, pull, given.comments);
  const { snapshot, judgement } = judged;
  if (command.name === "explain") return explanation(snapshot, judgement);
  if (command.name === "recheck") return `Looked at again. **${escapeMarkdown(headline(judgement))}**`;
  if (command.name === "break-glass") return breakGlass(workspace, { ...given, command }, judged);
  const by = comment.user.toLowerCase();
  const kind = kindOf(command);
  const refused = refusal({ kind, by, at: comment.at, members: snapshot.members }, snapshot, judgement);
  if (refused) return refused;
  const because = "because" in command && command.because ? plainLine(command.because) : "";
  await appendRecord(
    workspace.repository,
    interventionRecord(pull.number, comment.id, { kind, by, because, at: comment.at, ...about(kind, judged) }),
  );
  return ANSWERS[kind];
}

type Spoken = Exclude<Intervention["kind"], "break-glass">;

const ANSWERS: Record<Spoken, string> = {
  answer:
    "Recorded as your answer to what this changes now. After an edit, or when other decisions flip, you are asked again. " +
    "It lifts no objection.",
  hold: "Held and recorded: this cannot be merged until `/unhold`, by whoever held it or an Accountable.",
  "hold-lifted": "The holds are lifted.",
  objection: "Recorded: this cannot be merged until you approve it, or write `/object withdrawn`.",
  "objection-withdrawn": "Your objection is withdrawn.",
};

function kindOf(command: Exclude<PullCommand, { name: "explain" | "recheck" | "break-glass" }>): Spoken {
  if (command.name === "hold") return "hold";
  if (command.name === "unhold") return "hold-lifted";
  if (command.name === "answer") return "answer";
  return command.withdrawn ? "objection-withdrawn" : "objection";
}

/** What an answer is about; the other words hold for whatever the pull request becomes. */
function about(kind: Spoken, { judgement, snapshot }: Judged): Pick<Intervention, "content" | "flips"> {
  if (kind !== "answer") return {};
  const { replay } = snapshot;
  return { content: judgement.content, ...("flipsDigest" in replay ? { flips: replay.flipsDigest } : {}) };
}
