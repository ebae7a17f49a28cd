import type { Level, Permissions } from "../model/types.ts";
import type { DeclaredPermissions } from "./workflow.ts";

const ALL = [
  "actions",
  "checks",
  "contents",
  "deployments",
  "issues",
  "packages",
  "pages",
  "pull_requests",
  "statuses",
];

/** What the token of a job may do: what the workflow declares and nothing else; undeclared, it only reads contents. */
export function tokenPermissions(declared: DeclaredPermissions | undefined | null, readOnly: boolean): Permissions {
  const every = (level: Level): Permissions => Object.fromEntries(ALL.map((name) => [name, level]));
  const asked = (): Permissions => {
    if (declared === undefined || declared === null) return { contents: "read", packages: "read" };
    if (declared === "read-all") return every("read");
    if (declared === "write-all") return every("write");
    const entries = Object.entries(declared).filter(([, level]) => level === "read" || level === "write");
    return Object.fromEntries(entries.map(([name, level]) => [name.replaceAll("-", "_"), level as Level]));
  };
  const granted: Permissions = { ...asked(), metadata: "read" };
  if (!readOnly) return granted;
  return Object.fromEntries(Object.keys(granted).map((name) => [name, "read" as Level]));
}
