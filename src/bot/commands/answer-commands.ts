import { type Command, parseCommand, USAGE } from "../../governance/commands.ts";
import { type Comment, keepComment, ownComment } from "../own-comment.ts";
import type { Workspace } from "../workspace.ts";
import { resolveException } from "./resolve-exception.ts";
import { rollback } from "./rollback.ts";

/** A command as somebody gave it. */
export interface Given<C extends Command = Command> {
  command: C;
  /** Of the issue or pull request it was given on. */
  number: number;
  comment: Comment;
}

/**
 * Carries out the commands of a conversation that were not answered yet. The answer is the memory: a command whose
 * answer is there is never carried out again. An edited comment is left alone: nobody can give a command by changing
 * what somebody was already told.
 */
export async function answerCommands(workspace: Workspace, number: number, comments: Comment[]): Promise<void> {
  for (const comment of comments) {
    const command = comment.bot || comment.edited ? undefined : parseCommand(comment.body);
    const mark = `<!-- countersign:answer ${comment.id} -->`;
    if (!command || ownComment(workspace, comments, mark)) continue;
    const answer = await carryOut(workspace, { command, number, comment });
    await keepComment(workspace, number, undefined, `${mark}\n${answer}\n`);
  }
}

async function carryOut(workspace: Workspace, given: Given): Promise<string> {
  const { command } = given;
  const lacks = "policy" in command ? !command.policy : !command.outcome;
  if (lacks || !command.because) return `That needs a little more: \`${USAGE[command.name]}\``;
  if (command.name === "rollback") return rollback(workspace, { ...given, command });
  return resolveException(workspace, { ...given, command });
}
