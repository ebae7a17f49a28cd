type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const isRepository = (value: Record<string, Json>) => "clone_url" in value && "default_branch" in value;
const isApp = (value: Record<string, Json>) => "client_id" in value;

/**
 * REST's form of a thing in the form that webhooks have it: repositories with their custom properties, apps and
 * installations without their client id (`@octokit/webhooks-schemas`).
 */
export function webhookDialect(value: Json): Json {
  if (Array.isArray(value)) return value.map(webhookDialect);
  if (value === null || typeof value !== "object") return value;
  const { client_id, ...rest } = value;
  const kept = isApp(value) ? rest : value;
  const entries = Object.entries(kept).map(([key, item]) => [key, webhookDialect(item)]);
  const custom = isRepository(value) ? { custom_properties: {} } : {};
  return { ...Object.fromEntries(entries), ...custom };
}
