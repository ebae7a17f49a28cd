import { existsSync } from "node:fs";
import { Octokit } from "octokit";
import { Memory } from "../../bot/memory.ts";
import { findDefaultBranch } from "../../bot/read-default-branch.ts";
import { readMembers } from "../../bot/read-members.ts";
import type { Workspace } from "../../bot/workspace.ts";
import type { Raci } from "../../governance/config/index.ts";
import type { RoleMembers } from "../../governance/members.ts";
import { openLedger } from "../../ledger/read.ts";
import { LEDGER_REF } from "../../ledger/record.ts";
import { GitRepository } from "../../repository/git-repository.ts";
import { GitHubRepository } from "../../repository/github-repository.ts";
import { ObjectCache } from "../../repository/object-cache.ts";
import type { Repository, Tree } from "../../repository/repository.ts";

/** Where the past and today's rules are read from. */
export interface Source {
  repository: Repository;
  ledger: Tree;
  /** The files that hold the rules of today. */
  today: Tree;
  membersOf: (raci: Raci) => Promise<Record<string, RoleMembers>>;
}

export interface SourceOptions {
  against?: string;
  team: Record<string, string[]>;
  apiUrl: string;
  token: string | undefined;
}

/** @throws Error in words where there is no such repository, or it has no ledger. */
export function openSource(place: string, options: SourceOptions): Promise<Source> {
  const [owner, repo, rest] = place.split("/");
  const remote = owner && repo && rest === undefined && !/^\.{1,2}$/.test(owner) && !existsSync(place);
  return remote ? openGitHub({ owner, repo }, options) : openClone(place, options);
}

async function openClone(directory: string, { against, team }: SourceOptions): Promise<Source> {
  if (!existsSync(directory)) throw new Error(`there is no ${directory}`);
  const repository = new GitRepository(directory);
  const first = async (refs: string[]) => {
    for (const ref of refs) {
      const commit = await repository.resolve(ref);
      if (commit !== undefined) return repository.tree(commit);
    }
    return undefined;
  };
  const today = await first(against === undefined ? ["refs/remotes/origin/HEAD", "HEAD"] : [against]);
  if (!today) throw new Error(`${directory} is no clone that has ${against ?? "a commit"}`);
  const ledger = await first(["refs/remotes/origin/governance-log", LEDGER_REF]);
  if (!ledger) {
    throw new Error(
      `${directory} has no ledger, the branch governance-log: git fetch origin governance-log:governance-log`,
    );
  }
  return { repository, ledger, today, membersOf: async (raci) => namedMembers(raci, team) };
}

/** Whom the chart names, and the members of teams that were told. */
function namedMembers(raci: Raci, told: Record<string, string[]>): Record<string, RoleMembers> {
  const lower = (names: string[]) => names.map((name) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(raci.roles).map(([role, { users, teams }]) => {
      const people = [...lower(users), ...teams.flatMap((team) => lower(told[team] ?? []))];
      return [role, { people: [...new Set(people)].sort(), unseen: teams.filter((team) => !told[team]), gone: [] }];
    }),
  );
}

async function openGitHub(at: { owner: string; repo: string }, { token, apiUrl }: SourceOptions): Promise<Source> {
  if (!token)
    throw new Error("GITHUB_TOKEN is not set; for example GITHUB_TOKEN=$(gh auth token) countersign simulate …");
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/$/, ""),
    log,
  }) as unknown as Workspace["octokit"];
  const repository = new GitHubRepository(octokit, at.owner, at.repo, new ObjectCache());
  const branch = await findDefaultBranch({ octokit, at, repository });
  if (!branch) throw new Error(`${at.owner}/${at.repo} has no commit on its default branch yet`);
  const ledger = await openLedger(repository);
  if (!ledger)
    throw new Error(`${at.owner}/${at.repo} has no ledger, the branch governance-log: is the app installed?`);
  const memory = new Memory();
  const recall: Workspace["recall"] = (key, read, holds) => memory.recall(key, read, holds);
  return { repository, ledger, today: branch.tree, membersOf: (raci) => readMembers({ octokit, at, recall }, raci) };
}
