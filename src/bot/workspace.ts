import type { Logger, ProbotOctokit } from "probot";
import { GitHubRepository } from "../repository/github-repository.ts";
import type { ObjectCache } from "../repository/object-cache.ts";
import type { Key } from "./key.ts";
import type { Facts, Memory } from "./memory.ts";
import { SeenHere } from "./seen-here.ts";

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
  /** How things that seldom change are had: they are read in this look, unless the workspace is `remembering`. */
  recall: Memory["recall"];
  memory: Pick<Memory, "recall" | "note">;
  /** What never changes. */
  facts: Pick<Facts, "recall" | "note">;
  self: Self;
  now: () => Date;
  log: Logger;
}

/** What all workspaces of a process share. */
export interface Services {
  clientFor: (installation: number) => Promise<Client>;
  self: () => Promise<Self>;
  cache: ObjectCache;
  memory: Memory;
  facts: Facts;
  now: () => Date;
  log: Logger;
}

/** What a look at something works with. Make a new one for each look: what one has read, it does not read twice. */
export async function openWorkspace({ installation, owner, repo }: Key, services: Services): Promise<Workspace> {
  const [octokit, self] = await Promise.all([services.clientFor(installation), services.self()]);
  const repository = new GitHubRepository(octokit, owner, repo, services.cache);
  const { now, log, memory, facts } = services;
  // No installation is told what another was.
  const mine = (key: string) => `${installation} ${key}`;
  const seen = new SeenHere();
  return {
    octokit,
    repository,
    at: { owner, repo },
    recall: (key, read) => seen.recall(key, (reading) => memory.renew(mine(key), reading), read),
    memory: {
      recall: (key, read, holds) =>
        seen.recall(key, (reading) => memory.recall(mine(key), reading, holds), read, holds),
      note: (key, value) => memory.note(mine(key), value),
    },
    facts: {
      recall: (key, read, proven) => facts.recall(mine(key), read, proven),
      note: (key, value) => facts.note(mine(key), value),
    },
    self,
    now,
    log,
  };
}

/** The same workspace, for which it will do what was read a while ago. */
export function remembering(workspace: Workspace): Workspace {
  return { ...workspace, recall: workspace.memory.recall };
}
