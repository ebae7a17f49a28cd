import type { Command } from "../../governance/commands.ts";
import type { Comment } from "../own-comment.ts";
import type { Pull } from "../pull/read-pull.ts";

/** A command as somebody gave it. */
export interface Given<C extends Command = Command> {
  command: C;
  /** Of the issue or pull request it was given on. */
  number: number;
  comment: Comment;
  /** The whole conversation. */
  comments: Comment[];
  /** The pull request it was given on; absent on an issue. */
  pull: Pull | undefined;
}
