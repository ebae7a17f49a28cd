const KINDS = ["pull", "issue", "repository"] as const;

/** What the bot looks at as one: a pull request, an issue, or a repository as a whole. */
export interface Key {
  kind: (typeof KINDS)[number];
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

/** A key that another process wrote; undefined where it is none that this version knows. */
export function readKey(data: unknown): Key | undefined {
  const { kind, installation, owner, repo, number } = (data ?? {}) as Partial<Key>;
  const named = kind === "repository" ? number === undefined : Number.isSafeInteger(number);
  if (!KINDS.includes(kind as Key["kind"]) || !named) return undefined;
  return Number.isSafeInteger(installation) && typeof owner === "string" && typeof repo === "string"
    ? (data as Key)
    : undefined;
}
