/**
 * How much a policy may do by itself, in the order it climbs: audit suggests only, assist acts on routine cases,
 * automate acts within its scope, optimize is stable and being tuned.
 */
export const stages = ["audit", "assist", "automate", "optimize"] as const;

export type Stage = (typeof stages)[number];
