export type { Finding } from "./finding.ts";
export { type Stage, stages } from "./stage.ts";
