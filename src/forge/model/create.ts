import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../git/git.ts";
import { POST_RECEIVE_HOOK, UPDATE_HOOK } from "../git/hooks.ts";
import type { Label, Repository } from "./repository.ts";
import type { Account, Role } from "./types.ts";
import type { World } from "./world.ts";

/** The labels that a new repository has on GitHub. */
const DEFAULT_LABELS: readonly [name: string, color: string, description: string][] = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["duplicate", "cfd3d7", "This issue or pull request already exists"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["good first issue", "7057ff", "Good for newcomers"],
  ["help wanted", "008672", "Extra attention is needed"],
  ["invalid", "e4e669", "This doesn't seem right"],
  ["question", "d876e3", "Further information is requested"],
  ["wontfix", "ffffff", "This will not be worked on"],
];

export function newLabel(world: World, name: string, color: string, description: string | null): Label {
  return { id: world.ids.next("label"), name, color, description };
}

/** Makes an empty bare repository with the hooks that tell the forge of pushes. */
async function initBare(gitDir: string, defaultBranch: string): Promise<void> {
  await mkdir(gitDir, { recursive: true });
  await git(gitDir, ["init", "--quiet", "--bare", `--initial-branch=${defaultBranch}`]);
  const settings = {
    "http.receivepack": "true",
    "receive.hideRefs": "refs/pull",
    // Fetches by sha are allowed, as on GitHub.
    "uploadpack.allowAnySHA1InWant": "true",
    "core.logAllRefUpdates": "false",
    "gc.auto": "0",
  };
  for (const [name, value] of Object.entries(settings)) await git(gitDir, ["config", name, value]);
  for (const [name, script] of [
    ["update", UPDATE_HOOK],
    ["post-receive", POST_RECEIVE_HOOK],
  ] as const) {
    const file = join(gitDir, "hooks", name);
    await mkdir(join(gitDir, "hooks"), { recursive: true });
    await writeFile(file, script);
    await chmod(file, 0o755);
  }
}

export interface NewRepository {
  owner: Account;
  name: string;
  description?: string | null;
  private?: boolean;
  defaultBranch?: string;
  collaborators?: Record<string, Role>;
  teams?: Record<string, Role>;
  parent?: Repository;
}

export async function createRepository(world: World, wanted: NewRepository): Promise<Repository> {
  const { owner, name, defaultBranch = "main" } = wanted;
  if (!/^[\w.-]{1,100}$/.test(name) || name === "." || name === "..") throw new Error(`${name} is no repository name.`);
  const gitDir = join(world.dir, owner.login, `${name}.git`);
  const now = world.now();
  const repository = world.addRepository({
    id: world.ids.next("repository"),
    owner,
    name,
    description: wanted.description ?? null,
    private: wanted.private ?? false,
    defaultBranch,
    gitDir,
    collaborators: new Map(Object.entries(wanted.collaborators ?? {})),
    teams: new Map(Object.entries(wanted.teams ?? {})),
    parent: wanted.parent ?? null,
    issues: new Map(),
    lastNumber: 0,
    labels: DEFAULT_LABELS.map(([label, color, text]) => newLabel(world, label, color, text)),
    suites: [],
    checkRuns: [],
    statuses: [],
    protections: [],
    deployments: [],
    refUpdates: [],
    createdAt: now,
    updatedAt: now,
    pushedAt: null,
  });
  await initBare(gitDir, defaultBranch);
  return repository;
}
