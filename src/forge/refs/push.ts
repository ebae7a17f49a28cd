import { type Commit, logCommits } from "../git/commits.ts";
import { diffFiles, emptyTree } from "../git/diff.ts";
import { gitMaybe } from "../git/git.ts";
import { isAncestor, listRefs, ZERO } from "../git/refs.ts";
import type { Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { accountOf, noReply } from "../present/commit.ts";
import { webUrl } from "../present/repository.ts";
import type { RefMove } from "../pulls/follow.ts";

/** A push event lists at most this many commits (docs: "Webhook events and payloads", push). */
const MAX_COMMITS = 2048;

/** The commits that a push brought to the repository, oldest first. */
async function newCommits(repository: Repository, { name, before, after }: RefMove): Promise<Commit[]> {
  if (after === ZERO) return [];
  const others =
    before === ZERO ? (await listRefs(repository.gitDir, "refs/heads/")).filter((ref) => ref.name !== name) : [];
  const known = before === ZERO ? others.map((ref) => `^${ref.sha}`) : [`^${before}`];
  return logCommits(repository.gitDir, ["--reverse", `--max-count=${MAX_COMMITS}`, after, ...known]);
}

async function presentPushed(world: World, repository: Repository, commit: Commit) {
  const from = commit.parents[0] ?? (await emptyTree(repository.gitDir));
  const files = await diffFiles(repository.gitDir, from, commit.sha);
  const person = ({ name, email }: Commit["author"]) => {
    const username = accountOf(world, { email })?.login;
    return { name, email, ...(username && { username }) };
  };
  const paths = (wanted: (status: string) => boolean) =>
    files.filter((it) => wanted(it.status)).map((it) => it.filename);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${webUrl(world, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths((status) => status === "added" || status === "renamed"),
    removed: [
      ...paths((status) => status === "removed"),
      ...files.flatMap((it) => (it.status === "renamed" && it.previous ? [it.previous] : [])),
    ],
    modified: paths((status) => status === "modified" || status === "changed"),
  };
}

/** The body of a `push` event. */
export async function presentPush(world: World, repository: Repository, move: RefMove, pusher: Account) {
  const { name, before, after } = move;
  const created = before === ZERO;
  const deleted = after === ZERO;
  const commits = await newCommits(repository, move);
  const head = deleted ? null : await gitMaybe(repository.gitDir, ["rev-parse", "--verify", `${after}^{commit}`]);
  const [headCommit] = head ? await logCommits(repository.gitDir, ["--no-walk", head]) : [];
  const page = webUrl(world, repository);
  const short = (sha: string) => sha.slice(0, 12);
  return {
    ref: name,
    before,
    after,
    created,
    deleted,
    forced: !created && !deleted && !(await isAncestor(repository.gitDir, before, after)),
    base_ref: null,
    compare: created
      ? `${page}/compare/${name.replace(/^refs\/(heads|tags)\//, "")}`
      : `${page}/compare/${short(before)}...${short(after)}`,
    commits: await Promise.all(commits.map((commit) => presentPushed(world, repository, commit))),
    head_commit: headCommit ? await presentPushed(world, repository, headCommit) : null,
    pusher: { name: pusher.login, email: pusher.email ?? noReply(pusher) },
  };
}
