/** What the bot looks at as one: a pull request, an issue, or a repository as a whole. */
export interface Key {
  kind: "pull" | "issue" | "repository";
  installation: number;
  owner: string;
  repo: string;
  /** Of the pull request or issue; absent for a repository. */
  number?: number;
}

/** E.g. `pull acme/lending#7`: the name under which events coalesce, and which the log shows. */
export function nameOf({ kind, owner, repo, number }: Key): string {
  return `${kind} ${owner}/${repo}${number === undefined ? "" : `#${number}`}`;
}
