export { activitiesFor, activityFor, covers } from "./activities.ts";
export * from "./types.ts";
