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

/** Address, lower case → login, as far as is known. */
type Accounts = ReadonlyMap<string, string>;

export function workOf(commits: AuthoredCommit[], pushers: string[], accounts: Accounts = new Map()): Work {
  const authors = commits.flatMap(({ author, message }) => [author, ...coAuthors(message)]);
  const committers = commits.map(({ committer }) => committer);
  const nameOf = (who: Signature) => (loginIn(who) ?? accounts.get(who.email.toLowerCase()))?.toLowerCase();
  const known = (signatures: Signature[]) =>
    sorted(signatures.flatMap((who) => nameOf(who) ?? []).filter((login) => login !== WEB_FLOW));
  return {
    authored: known(authors),
    committed: known(committers),
    pushed: sorted(pushers.map((login) => login.toLowerCase())),
    unknown: sorted([...authors, ...committers].filter((who) => !nameOf(who)).map(inFull)),
  };
}

/** Everybody who wrote part of a pull request: its author, each commit's authors and committer, and whoever pushed it. */
export function contributorsOf(
  author: string,
  commits: AuthoredCommit[],
  pushers: string[] = [],
  accounts?: Accounts,
): Contributors {
  const { authored, committed, pushed, unknown } = workOf(commits, pushers, accounts);
  return { logins: new Set([author.toLowerCase(), ...authored, ...committed, ...pushed]), unknown };
}

/** The addresses, lower case, of co-authors whose login they do not tell: GitHub matches only authors and committers. */
export function coAuthorAddresses(commits: AuthoredCommit[]): string[] {
  const without = commits.flatMap(({ message }) => coAuthors(message)).filter((one) => loginIn(one) === undefined);
  return sorted(without.map(({ email }) => email.toLowerCase())).filter((email) => email !== "");
}

const sorted = (names: string[]) => [...new Set(names)].sort();

const inFull = ({ name, email }: Signature) => (email === "" ? name : `${name} <${email}>`);

/**
 * Read more generously than GitHub does, indented, without an address, or with words behind it: whoever is named meant to be.
 * https://docs.github.com/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors
 */
function coAuthors(message: string): Signature[] {
  return [...message.matchAll(/^[ \t]*co-authored-by[ \t]*:[ \t]*(\S.*)$/gim)].map(([, who]) => {
    const [, name = "", email = ""] = /^(.*?)[ \t]*<([^>]*)>/.exec(who!) ?? [undefined, who!.trim()];
    return { login: /^@([A-Za-z0-9-]+)$/.exec(name)?.[1], name, email: email.trim() };
  });
}

function loginIn({ login, email }: Signature): string | undefined {
  return login ?? loginOf(email.toLowerCase());
}

/** GitHub's no-reply addresses carry the login: `123+maria@users.noreply.github.com`. */
function loginOf(email: string): string | undefined {
  if (email === "noreply@github.com") return WEB_FLOW;
  return /^(?:\d+\+)?([a-z0-9-]+(?:\[bot\])?)@users\.noreply\./.exec(email)?.[1];
}
