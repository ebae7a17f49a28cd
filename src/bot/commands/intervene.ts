import { explanation } from "../../governance/approvals/explain.ts";
import { headline } from "../../governance/approvals/headline.ts";
import type { Intervention } from "../../governance/approvals/interventions.ts";
import type { Judgement } from "../../governance/approvals/judge.ts";
import type { Letter } from "../../governance/approvals/judge-roles.ts";
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
  { name: "explain" | "recheck" | "unhold" | "hold" | "break-glass" | "object" }
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
  const person = comment.user.toLowerCase();
  const refused = refusal(command, person, judged);
  if (refused) return refused;
  const kind = kindOf(command);
  const because = "because" in command && command.because ? plainLine(command.because) : "";
  await appendRecord(
    workspace.repository,
    interventionRecord(pull.number, comment.id, { kind, by: person, because, at: comment.at }),
  );
  return ANSWERS[kind];
}

type Spoken = Exclude<Intervention["kind"], "break-glass">;

const ANSWERS: Record<Spoken, string> = {
  hold: "Held and recorded: this cannot be merged until `/unhold`, by whoever held it or an Accountable.",
  "hold-lifted": "The holds are lifted.",
  objection: "Recorded: this cannot be merged until you approve it, or write `/object withdrawn`.",
  "objection-withdrawn": "Your objection is withdrawn.",
};

function kindOf(command: Exclude<PullCommand, { name: "explain" | "recheck" | "break-glass" }>): Spoken {
  if (command.name === "hold") return "hold";
  if (command.name === "unhold") return "hold-lifted";
  return command.withdrawn ? "objection-withdrawn" : "objection";
}

/** Whoever the chart names for this change may hold it or object; a hold is lifted by its author or an Accountable. */
function refusal(command: PullCommand, person: string, { judgement, snapshot }: Judged): string | undefined {
  if (command.name !== "unhold") {
    return holds(judgement, person) ? undefined : "Only people whom the RACI chart names for this change can do that.";
  }
  const held = snapshot.interventions.filter(({ kind }) => kind === "hold");
  if (held.length === 0) return "Nothing is held.";
  const own = held.some(({ by }) => by === person);
  return own || holds(judgement, person, "Accountable")
    ? undefined
    : "Only whoever held it, or an Accountable of this change, can lift that.";
}

/** Whether the chart names a person for what a pull request changes. */
function holds({ requirements }: Judgement, person: string, letter?: Letter): boolean {
  return requirements.some(({ roles }) =>
    roles.some((role) => (!letter || role.letter === letter) && role.people.includes(person)),
  );
}
