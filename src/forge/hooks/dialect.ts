type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const isRepository = (value: Record<string, Json>) => "clone_url" in value && "default_branch" in value;
/** Of apps and of signatures, what REST tells and webhooks do not. */
const RESTS_ALONE = ["client_id", "verified_at"];

/**
 * REST's form of a thing in the form that webhooks have it: repositories with their custom properties, apps
 * without their client id (`@octokit/webhooks-schemas`).
 */
export function webhookDialect(value: Json): Json {
  if (Array.isArray(value)) return value.map(webhookDialect);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) => !RESTS_ALONE.includes(key));
  const entries = kept.map(([key, item]) => [key, webhookDialect(item)]);
  const custom = isRepository(value) ? { custom_properties: {} } : {};
  return { ...Object.fromEntries(entries), ...custom };
}
