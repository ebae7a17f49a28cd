/** A commit of a pull request, as far as it tells who worked on it. */
export interface AuthoredCommit {
  author: Signature;
  committer: Signature;
  message: string;
}

/** Who signed; `login` where GitHub knows the address. */
export interface Signature {
  login: string | undefined;
  name: string;
  email: string;
}

export interface Contributors {
  /** Logins, lower case, of everybody who wrote part of it. */
  logins: Set<string>;
  /** `Name <address>` of those whom GitHub cannot match with an account. */
  unknown: string[];
}

/** Who did what of a change, as far as GitHub tells. Logins are lower case; all lists are sorted. */
export interface Work {
  /** By the commits' authors and co-authors. */
  authored: string[];
  committed: string[];
  /** What GitHub saw: a signature in a commit is whatever its writer says. */
  pushed: string[];
  /** `Name <address>` of those whom GitHub cannot match with an account. */
  unknown: string[];
}

/** GitHub commits in its own name when somebody edits or merges on the web page. */
const WEB_FLOW = "web-flow";

export function workOf(commits: AuthoredCommit[], pushers: string[]): Work {
  const authors = commits.flatMap(({ author, message }) => [author, ...coAuthors(message)]);
  const committers = commits.map(({ committer }) => committer);
  return {
    authored: known(authors),
    committed: known(committers),
    pushed: sorted(pushers.map((login) => login.toLowerCase())),
    unknown: sorted(
      [...authors, ...committers].filter((who) => !nameOf(who)).map((who) => `${who.name} <${who.email}>`),
    ),
  };
}

/** Everybody who wrote part of a pull request: its author, each commit's authors and committer, and whoever pushed it. */
export function contributorsOf(author: string, commits: AuthoredCommit[], pushers: string[] = []): Contributors {
  const { authored, committed, pushed, unknown } = workOf(commits, pushers);
  return { logins: new Set([author.toLowerCase(), ...authored, ...committed, ...pushed]), unknown };
}

function known(signatures: Signature[]): string[] {
  return sorted(signatures.flatMap((signature) => nameOf(signature) ?? []).filter((login) => login !== WEB_FLOW));
}

function nameOf({ login, email }: Signature): string | undefined {
  return (login ?? loginOf(email))?.toLowerCase();
}

const sorted = (names: string[]) => [...new Set(names)].sort();

/** https://docs.github.com/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function coAuthors(message: string): Signature[] {
  return [...message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^>]*)>\s*$/gim)].map((match) => ({
    login: undefined,
    name: match[1]!,
    email: match[2]!,
  }));
}

/** GitHub's no-reply addresses carry the login: `123+maria@users.noreply.github.com`. */
function loginOf(email: string): string | undefined {
  if (email === "noreply@github.com") return WEB_FLOW;
  return /^(?:\d+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\./.exec(email)?.[1];
}
