import { changesBetween } from "../governance/approvals/changes.ts";
import { RefMovedError, readFile } from "../repository/repository.ts";
import { compare } from "./pull/read-pull.ts";
import type { Workspace } from "./workspace.ts";

/** A pull request of the bot's own: one commit on a branch whose name says what it is for. */
export interface DesiredPull {
  /** Unique for the event, so that the same event never opens two. */
  branch: string;
  title: string;
  body: string;
  /** The commit of the default branch that the files were made from. */
  from: string;
  base: string;
  message: string;
  files: Record<string, string>;
}

/** How many names are tried where others have taken them. */
const NAMES = 10;

/**
 * Opens the pull request unless it was opened before, be it closed or merged since. Anybody who may push can foresee the
 * branch's name, so one that somebody else has made or proposed is left to them, and the next name is taken.
 * @returns its number.
 */
export async function openPull(
  workspace: Workspace,
  desired: DesiredPull,
): Promise<{ number: number; opened: boolean }> {
  for (let name = 1; name <= NAMES; name++) {
    const branch = name === 1 ? desired.branch : `${desired.branch}-${name}`;
    const found = await openOn(workspace, { ...desired, branch });
    if (found) return found;
    workspace.log.warn(`The branch ${branch} was made by somebody else, so "${desired.title}" goes by another name.`);
  }
  throw new Error(`All branches from ${desired.branch} to ${desired.branch}-${NAMES} are taken: delete them.`);
}

/** Undefined where the branch belongs to somebody else. */
async function openOn(workspace: Workspace, desired: DesiredPull) {
  const { octokit, at, repository, self } = workspace;
  const { branch, title, body, from, base, message, files } = desired;
  const { data: known } = await octokit.request("GET /repos/{owner}/{repo}/pulls", {
    ...at,
    head: `${at.owner}:${branch}`,
    state: "all",
    per_page: 100,
  });
  const own = known.find(({ user }) => user?.login === self.login);
  if (own) return { number: own.number, opened: false };
  if (known.length > 0) return undefined;
  const made = await repository
    .commit({ ref: `refs/heads/${branch}`, parent: undefined, startFrom: from, message, files })
    .then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof RefMovedError)) throw error;
        return false;
      },
    );
  // It may be there from an attempt that ended before the pull request was opened.
  if (!made && !(await brings(workspace, desired))) return undefined;
  const { data } = await octokit.request("POST /repos/{owner}/{repo}/pulls", {
    ...at,
    head: branch,
    base,
    title,
    body,
  });
  return { number: data.number, opened: true };
}

/** Whether the branch that is there brings exactly the files that are to be proposed. */
async function brings(workspace: Workspace, { branch, base, files }: DesiredPull): Promise<boolean> {
  const { repository } = workspace;
  const head = await repository.resolve(`refs/heads/${branch}`);
  const start = head && (await compare(workspace, base, head))?.mergeBase;
  if (!head || !start) return false;
  const [before, after] = await Promise.all([repository.tree(start), repository.tree(head)]);
  const changed = changesBetween(before, after).map(({ path }) => path);
  const texts = await Promise.all(Object.keys(files).map((path) => readFile(repository, after, path)));
  return changed.every((path) => path in files) && Object.values(files).every((text, index) => text === texts[index]);
}
