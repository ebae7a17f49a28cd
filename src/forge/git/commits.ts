import { once } from "./cache.ts";
import { git, gitBytes } from "./git.ts";

export interface Person {
  name: string;
  email: string;
  /** ISO 8601, in UTC with seconds, as GitHub gives it. */
  date: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

const FORMAT = "--format=tformat:%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B";
const FIELDS = 10;

/** A moment as GitHub writes it: UTC, whole seconds. */
export const utc = (date: Date | string) => `${new Date(date).toISOString().slice(0, 19)}Z`;

/** Commits as `git log` gives them. @param args revisions and options, e.g. `["main", "--not", "other"]` */
export async function logCommits(gitDir: string, args: readonly string[]): Promise<Commit[]> {
  const fields = (await gitBytes(gitDir, ["log", "-z", FORMAT, ...args])).toString().split("\0");
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) {
    const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] = fields.slice(at, at + FIELDS) as string[];
    commits.push({
      sha: sha!,
      tree: tree!,
      parents: parents ? parents.split(" ") : [],
      author: { name: an!, email: ae!, date: utc(ad!) },
      committer: { name: cn!, email: ce!, date: utc(cd!) },
      message: message!.replace(/\n+$/, ""),
    });
  }
  return commits;
}

/** One commit. @throws GitError when there is no such commit */
export async function readCommit(gitDir: string, sha: string): Promise<Commit> {
  const read = async () => (await logCommits(gitDir, ["--no-walk", sha]))[0]!;
  return once(gitDir, "read-commit", [sha], read);
}

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  message: string;
  author: Person;
  committer: Person;
}

/** Writes a commit object and gives its sha. */
export function writeCommit(gitDir: string, commit: NewCommit): Promise<string> {
  const { author, committer } = commit;
  return git(gitDir, ["commit-tree", commit.tree, ...commit.parents.flatMap((sha) => ["-p", sha])], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date,
    },
  });
}

/** How many commits `to` has that `from` has not. */
export async function countCommits(gitDir: string, from: string, to: string): Promise<number> {
  const count = async () => Number(await git(gitDir, ["rev-list", "--count", `${from}..${to}`]));
  return once(gitDir, "count", [from, to], count);
}
