/** What somebody asks the bot to do in a comment. */
export type Command =
  | { name: "rollback"; policy: string | undefined; because: string | undefined }
  | { name: "resolve"; outcome: string | undefined; because: string | undefined }
  | { name: "answer"; because: string | undefined }
  | { name: "explain" }
  | { name: "recheck" }
  | { name: "unhold"; more: boolean }
  | { name: "hold"; because: string | undefined }
  | { name: "break-glass"; because: string | undefined }
  | { name: "settle"; because: string | undefined }
  | { name: "object"; withdrawn: boolean; because: string | undefined }
  | { name: "unknown"; said: string };

export type CommandName = Exclude<Command["name"], "unknown">;

/** How each command is written, and what it does. */
export const COMMANDS: Record<CommandName, { usage: string; does: string }> = {
  explain: { usage: "/explain", does: "says why this pull request stands as it does" },
  recheck: { usage: "/recheck", does: "looks at it again" },
  answer: { usage: "/answer <what you think of it>", does: "answers for a Consulted role" },
  object: {
    usage: "/object because <reason>",
    does: "blocks this change until you approve it or write `/object withdrawn`",
  },
  hold: { usage: "/hold because <reason>", does: "keeps this change from being merged for now" },
  unhold: { usage: "/unhold", does: "lifts the holds" },
  "break-glass": {
    usage: "/break-glass because <reason>",
    does: "lets this change through at once, against an account afterwards",
  },
  settle: { usage: "/settle because <reason>", does: "accepts the account of a broken glass, on its issue" },
  rollback: {
    usage: "/rollback <policy> because <reason>",
    does: "opens the pull request that puts the last good version back",
  },
  resolve: {
    usage: "/resolve <outcome> because <reason>",
    does: "closes an exception and keeps its case",
  },
};

/**
 * The command that a comment begins with. Only its first line is read, so that a quoted reply, or a command told of in a
 * sentence, does nothing. Undefined: the comment is conversation.
 */
export function parseCommand(comment: string): Command | undefined {
  const answer = /^\/answer(?:[ \t]+(?:because[ \t]+)?(.+?))?[ \t]*(?:\r?\n|$)/i.exec(comment);
  if (answer) return { name: "answer", because: answer[1] };
  const match =
    /^\/([a-z][a-z-]{0,30})(?:[ \t]+(?!because\b)(\S+))?(?:[ \t]+because[ \t]+(.+?))?[ \t]*(?:\r?\n|$)/i.exec(comment);
  if (!match) return unreadable(comment);
  const [, said, subject, because] = match;
  const name = said!.toLowerCase();
  switch (name) {
    case "rollback":
      return { name, policy: subject, because };
    case "resolve":
      return { name, outcome: subject, because };
    case "explain":
    case "recheck":
      return { name };
    case "unhold":
      return { name, more: subject !== undefined };
    case "hold":
    case "break-glass":
    case "settle":
      return { name, because };
    case "object":
      return { name, withdrawn: /^withdrawn[.!]?$/i.test(subject ?? ""), because };
    default:
      return { name: "unknown", said: name };
  }
}

/** A command of ours that is not written as it should be, e.g. `/hold it please`, is answered with its usage. */
function unreadable(comment: string): Command | undefined {
  const said = /^\/([a-z][a-z-]{0,30})(?=[ \t])/i.exec(comment)?.[1]?.toLowerCase();
  if (said === "unhold") return { name: said, more: true };
  return said && Object.hasOwn(COMMANDS, said) ? parseCommand(`/${said}`) : undefined;
}

/** How a command should have been written, where it lacks something; undefined where it lacks nothing. */
export function usageIfLacking(command: Exclude<Command, { name: "unknown" }>): string | undefined {
  const lacks =
    (command.name === "rollback" && !command.policy) ||
    (command.name === "resolve" && !command.outcome) ||
    // "/unhold after the audit" means not now.
    (command.name === "unhold" && command.more) ||
    ("because" in command && !command.because && !("withdrawn" in command && command.withdrawn));
  return lacks ? COMMANDS[command.name].usage : undefined;
}
