import type { Logger, ProbotOctokit } from "probot";
import { GitHubRepository } from "../repository/github-repository.ts";
import type { ObjectCache } from "../repository/object-cache.ts";
import type { Key } from "./key.ts";

export type Client = InstanceType<typeof ProbotOctokit>;

/** Who the app is on this GitHub. */
export interface Self {
  id: number;
  slug: string;
  /** The login under which it writes, `<slug>[bot]`. */
  login: string;
}

/** What a reconciliation works with: one repository, seen with the rights of one installation. */
export interface Workspace {
  octokit: Client;
  repository: GitHubRepository;
  at: { owner: string; repo: string };
  self: Self;
  now: () => Date;
  log: Logger;
}

/** What all workspaces of a process share. */
export interface Services {
  clientFor: (installation: number) => Promise<Client>;
  self: () => Promise<Self>;
  cache: ObjectCache;
  now: () => Date;
  log: Logger;
}

export async function openWorkspace({ installation, owner, repo }: Key, services: Services): Promise<Workspace> {
  const [octokit, self] = await Promise.all([services.clientFor(installation), services.self()]);
  const repository = new GitHubRepository(octokit, owner, repo, services.cache);
  const { now, log } = services;
  return { octokit, repository, at: { owner, repo }, self, now, log };
}
