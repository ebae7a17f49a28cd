import { randomBytes } from "node:crypto";
import type { Repository } from "../model/repository.ts";
import type { Installation, Permissions } from "../model/types.ts";
import type { World } from "../model/world.ts";

/** An installation token lives an hour. */
const LIFE_MS = 3_600_000;

/** Makes an installation token that acts as the app's bot. */
export function issueToken(
  world: World,
  installation: Installation,
  permissions: Permissions,
  repositories: readonly Repository[],
): { token: string; expiresAt: Date } {
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  const expiresAt = new Date(world.now().getTime() + LIFE_MS);
  const ids = new Set(repositories.map((it) => it.id));
  const account = installation.app.bot;
  world.appTokens.set(token, {
    actor: { kind: "installation", installation, account, permissions, repositories: ids },
    expiresAt,
  });
  return { token, expiresAt };
}
