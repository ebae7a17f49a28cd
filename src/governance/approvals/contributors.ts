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

/** GitHub commits in its own name when somebody edits or merges on the web page. */
const WEB_FLOW = "web-flow";

/**
 * Everybody who wrote part of a pull request: its author, each commit's author and committer, co-authors by trailer, and
 * whoever pushed it. A signature in a commit is whatever its writer says; a push is what GitHub saw.
 */
export function contributorsOf(author: string, commits: AuthoredCommit[], pushers: string[] = []): Contributors {
  const logins = new Set([author, ...pushers].map((login) => login.toLowerCase()));
  const unknown = new Set<string>();
  for (const { author, committer, message } of commits) {
    for (const signature of [author, committer, ...coAuthors(message)]) {
      const login = signature.login ?? loginOf(signature.email);
      if (login === WEB_FLOW) continue;
      if (login) logins.add(login.toLowerCase());
      else unknown.add(`${signature.name} <${signature.email}>`);
    }
  }
  return { logins, unknown: [...unknown].sort() };
}

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
