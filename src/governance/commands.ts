/** What somebody asks the bot to do in a comment. */
export type Command =
  | { name: "rollback"; policy: string | undefined; because: string | undefined }
  | { name: "resolve"; outcome: string | undefined; because: string | undefined };

/** How each command is written, for the answer to a command that lacks something. */
export const USAGE: Record<Command["name"], string> = {
  rollback: "/rollback <policy> because <reason>",
  resolve: "/resolve <outcome> because <reason>",
};

/**
 * The command that a comment begins with. Only its first line is read, so that a quoted reply, or a command told of in a
 * sentence, does nothing. Undefined: the comment is conversation, or a command of somebody else's.
 */
export function parseCommand(comment: string): Command | undefined {
  const match = /^\/(\S+)(?:[ \t]+(?!because\b)(\S+))?(?:[ \t]+because[ \t]+(.+?))?[ \t]*(?:\r?\n|$)/i.exec(comment);
  if (!match) return undefined;
  const [, name, subject, because] = match;
  switch (name!.toLowerCase()) {
    case "rollback":
      return { name: "rollback", policy: subject, because };
    case "resolve":
      return { name: "resolve", outcome: subject, because };
    default:
      return undefined;
  }
}
