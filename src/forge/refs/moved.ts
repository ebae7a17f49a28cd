import { suiteFor } from "../checks/suites.ts";
import { isAncestor, ZERO } from "../git/refs.ts";
import type { RefUpdate, Repository } from "../model/repository.ts";
import type { Account } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { covers } from "../model/world.ts";
import { presentWebhookSuite } from "../present/check-webhook.ts";
import { pullsFollow, type RefMove } from "../pulls/follow.ts";
import { presentPush } from "./push.ts";

/**
 * What GitHub does when refs have moved, whoever moved them and however: events, pull requests, check suites.
 * @param type what moved them, where it was no push.
 */
export async function refsMoved(
  world: World,
  repository: Repository,
  moves: readonly RefMove[],
  sender: Account,
  type?: RefUpdate["type"],
): Promise<void> {
  for (const move of moves) {
    const visible = /^refs\/(heads|tags)\/(.+)$/.exec(move.name);
    if (!visible || move.before === move.after) continue;
    const [, kind, short] = visible;
    repository.pushedAt = repository.updatedAt = world.now();
    repository.refUpdates.push({
      id: world.ids.next("refUpdate"),
      ref: move.name,
      before: move.before,
      after: move.after,
      at: world.now(),
      type: type ?? (await typeOf(repository, move)),
      actor: sender,
    });
    const ref_type = kind === "heads" ? "branch" : "tag";
    if (move.before === ZERO) {
      const { description, defaultBranch } = repository;
      const payload = { ref: short, ref_type, master_branch: defaultBranch, description, pusher_type: "user" };
      world.emit({ name: "create", repository, sender, payload });
    }
    if (move.after === ZERO) {
      world.emit({ name: "delete", repository, sender, payload: { ref: short, ref_type, pusher_type: "user" } });
    }
    world.emit({ name: "push", repository, sender, payload: await presentPush(world, repository, move, sender) });
    if (kind === "heads" && move.after !== ZERO) await requestSuites(world, repository, move, short!, sender);
    await pullsFollow(world, repository, move, sender);
  }
}

/** Every app that may write checks gets a suite for a pushed commit, and is told. */
async function requestSuites(world: World, repository: Repository, move: RefMove, branch: string, sender: Account) {
  for (const installation of world.installations.values()) {
    const { app } = installation;
    if (!covers(installation, repository) || app.permissions.checks !== "write") continue;
    if (repository.suites.some((suite) => suite.app === app && suite.headSha === move.after)) continue;
    const suite = suiteFor(world, repository, app, move.after, branch);
    suite.before = move.before;
    const check_suite = await presentWebhookSuite(world, repository, suite);
    const payload = { action: "requested", check_suite };
    world.emit({ name: "check_suite", action: "requested", repository, sender, payload, only: app });
  }
}

async function typeOf(repository: Repository, { before, after }: RefMove): Promise<RefUpdate["type"]> {
  if (before === ZERO) return "branch_creation";
  if (after === ZERO) return "branch_deletion";
  return (await isAncestor(repository.gitDir, before, after)) ? "push" : "force_push";
}
