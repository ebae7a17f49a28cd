import { COMMANDS, type Command, parseCommand, usageIfLacking } from "../../governance/commands.ts";
import { inlineCode } from "../../text/index.ts";
import { type Comment, keepComment, ownComment } from "../own-comment.ts";
import type { Pull } from "../pull/read-pull.ts";
import type { Workspace } from "../workspace.ts";
import type { Given } from "./given.ts";
import { intervene } from "./intervene.ts";
import { resolveException } from "./resolve-exception.ts";
import { rollback } from "./rollback.ts";
import { settle } from "./settle.ts";

/** By which the bot finds again that it told somebody which commands there are. */
export const LIST_MARK = "<!-- countersign:commands -->";

/** How each answer begins; the id of the comment that it answers follows. */
const ANSWER_MARK = "<!-- countersign:answer ";

/** The bot's last answer in a conversation, by which it is known whether anything was commanded since some time. */
export function lastAnswer({ self }: Workspace, comments: Comment[]): number | undefined {
  return comments.findLast(({ user, body }) => user === self.login && body.startsWith(ANSWER_MARK))?.id;
}

/** The comments that the bot has answered. Who may write can edit its answers, so an edited one is none. */
export function answeredComments({ self }: Workspace, comments: Comment[]): Set<number> {
  const answers = comments.filter(
    ({ user, edited, body }) => user === self.login && !edited && body.startsWith(ANSWER_MARK),
  );
  return new Set(answers.map(({ body }) => Number.parseInt(body.slice(ANSWER_MARK.length), 10)));
}

/**
 * Carries out the commands of a conversation that were not answered yet. The answer is the memory: a command whose
 * answer is there is never carried out again. An edited comment is left alone: nobody can give a command by changing
 * what somebody was already told.
 */
export async function answerCommands(
  workspace: Workspace,
  number: number,
  comments: Comment[],
  pull?: Pull,
): Promise<void> {
  let listed = ownComment(workspace, comments, LIST_MARK) !== undefined;
  for (const comment of [...comments]) {
    const command = comment.bot || comment.edited ? undefined : parseCommand(comment.body);
    const mark = `${ANSWER_MARK}${comment.id} -->`;
    if (!command || ownComment(workspace, comments, mark)) continue;
    if (command.name === "unknown") {
      // Other bots have commands too. Where this one takes no part, or has said which are its own, it keeps silent.
      if (listed || !comments.some(({ user }) => user === workspace.self.login)) continue;
      await keepComment(workspace, number, comments, LIST_MARK, commandList(command.said));
      listed = true;
      continue;
    }
    const answer = await carryOut(workspace, { command, number, comment, comments, pull });
    await keepComment(workspace, number, comments, mark, `${mark}\n${answer}\n`);
  }
}

type Known = Exclude<Command, { name: "unknown" }>;

async function carryOut(workspace: Workspace, given: Given<Known>): Promise<string> {
  const { command } = given;
  const usage = usageIfLacking(command);
  if (usage) return `That needs a little more: \`${usage}\``;
  switch (command.name) {
    case "rollback":
      return rollback(workspace, { ...given, command });
    case "resolve":
      return resolveException(workspace, { ...given, command });
    case "settle":
      return settle(workspace, { ...given, command });
    default:
      return intervene(workspace, { ...given, command });
  }
}

function commandList(said: string): string {
  const rows = Object.values(COMMANDS).map(({ usage, does }) => `- \`${usage}\` ${does}`);
  return `${LIST_MARK}\n${inlineCode(`/${said}`)} is no command of mine. These are:\n\n${rows.join("\n")}\n`;
}
