import type { Permissions } from "./types.ts";

/** `app.yml`, GitHub's app manifest, parsed. */
export interface Manifest {
  name?: string;
  description?: string;
  url?: string;
  default_permissions?: Record<string, string>;
  default_events?: readonly string[];
}

/** The permission that an app needs to hear of an event; any one of several (docs: "Webhook events and payloads"). */
const NEEDS: Record<string, readonly string[]> = {
  check_run: ["checks"],
  check_suite: ["checks"],
  create: ["contents"],
  delete: ["contents"],
  deployment: ["deployments"],
  deployment_status: ["deployments"],
  issue_comment: ["issues", "pull_requests"],
  issues: ["issues"],
  membership: ["members"],
  organization: ["members"],
  pull_request: ["pull_requests"],
  pull_request_review: ["pull_requests"],
  push: ["contents"],
  repository_dispatch: ["contents"],
  status: ["statuses"],
  team: ["members"],
  team_add: ["members"],
  workflow_dispatch: ["contents"],
  workflow_job: ["actions"],
  workflow_run: ["actions"],
};

/** @throws Error, as GitHub refuses a manifest that asks for events which its permissions do not cover */
export function checkManifest({ default_events = [], default_permissions = {} }: Manifest): Permissions {
  const uncovered = default_events.filter((event) => NEEDS[event]?.every((name) => !(name in default_permissions)));
  if (uncovered.length > 0) {
    const needs = uncovered.map((event) => `${event} (needs ${NEEDS[event]!.join(" or ")})`);
    throw new Error(`Default events are not supported by permissions: ${needs.join(", ")}`);
  }
  return { ...(default_permissions as Permissions), metadata: "read" };
}
