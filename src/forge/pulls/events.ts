import type { PullRequest, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentPull } from "../present/pull.ts";
import { mergeableState } from "./mergeable.ts";

/** When these are sent, GitHub has not yet tried the merge. */
const MOVED = new Set(["opened", "reopened", "synchronize"]);

/** Sends a `pull_request` event with the pull request as it stands now. @param extra what the action adds (`before`, `label` …) */
export async function emitPull(
  world: World,
  repository: Repository,
  issue: PullRequest,
  action: string,
  sender: Account,
  extra: Record<string, unknown> = {},
): Promise<void> {
  const state = MOVED.has(action) ? "unknown" : mergeableState(repository, issue);
  const pull_request = await presentPull(world, repository, issue, state);
  const payload = { action, number: issue.number, pull_request, ...extra };
  world.emit({ name: "pull_request", action, repository, sender, payload });
}
