import { explanation } from "../../governance/approvals/explain.ts";
import { headline } from "../../governance/approvals/headline.ts";
import type { Intervention } from "../../governance/approvals/interventions.ts";
import type { Judgement } from "../../governance/approvals/judge.ts";
import type { Letter } from "../../governance/approvals/judge-roles.ts";
import type { Command } from "../../governance/commands.ts";
import { appendRecord } from "../../ledger/append.ts";
import { interventionRecord } from "../../ledger/intervention-records.ts";
import { escapeMarkdown, plainLine } from "../../text/index.ts";
import type { Comment } from "../own-comment.ts";
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
  const person = comment.user.toLowerCase();
  const refused = command.name === "answer" ? refusedAnswer(comment, judged) : refusal(command, person, judged);
  if (refused) return refused;
  const kind = kindOf(command);
  const because = "because" in command && command.because ? plainLine(command.because) : "";
  await appendRecord(
    workspace.repository,
    interventionRecord(pull.number, comment.id, { kind, by: person, because, at: comment.at, ...about(kind, judged) }),
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

/** Those in a Consulted role answer, about what they were shown before they wrote. */
function refusedAnswer({ user, at }: Comment, { judgement, snapshot }: Judged): string | undefined {
  const person = user.toLowerCase();
  const consulted = judgement.requirements.flatMap(({ roles }) => roles.filter(({ letter }) => letter === "Consulted"));
  if (!consulted.some(({ people }) => people.includes(person))) {
    return "Nobody is waiting for your answer: the RACI chart consults you on nothing that this changes.";
  }
  if (!consulted.some(({ able }) => able.includes(person))) {
    return "You worked on this change, so you cannot answer for those who are consulted on it. `/object because …` is open to you.";
  }
  const shownSince = snapshot.askedAt;
  if (!shownSince || Date.parse(at) < shownSince.getTime()) {
    return "What this changes was edited after you wrote that, or not shown yet. Look again, and say it again if it still holds.";
  }
  return undefined;
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
