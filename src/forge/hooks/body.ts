import type { ForgeEvent, World } from "../model/world.ts";
import { presentAccount, presentOrg } from "../present/account.ts";
import { presentOwnerOrg, presentRepository } from "../present/repository.ts";
import { webhookDialect } from "./dialect.ts";

/** The body of an event as workflows see it; webhooks add the installation. */
export function eventBody(world: World, event: ForgeEvent): Record<string, unknown> {
  const { repository, org, sender } = event;
  const organization = repository ? presentOwnerOrg(world, repository) : org && presentOrg(world, org);
  const body = {
    ...event.payload,
    ...(repository && { repository: presentRepository(world, repository) }),
    ...(organization && event.name !== "installation" && { organization }),
    sender: presentAccount(world, sender),
  };
  return webhookDialect(JSON.parse(JSON.stringify(body))) as Record<string, unknown>;
}
