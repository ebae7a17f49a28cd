/** The governed configuration: who answers for what, which evidence counts, what is live. Text in, value and findings out. */
export { activitiesFor, activityFor, covers } from "./activities.ts";
export {
  casesPath,
  governedFiles,
  isGoverned,
  policyPath,
  raciPath,
  raciTestPath,
  releasePath,
  stagesPath,
} from "./layout.ts";
export { loadCases } from "./load-cases.ts";
export { loadModel } from "./load-model.ts";
export { loadRaci } from "./load-raci.ts";
export { loadRaciTest } from "./load-raci-test.ts";
export { loadRelease } from "./load-release.ts";
export { decisionGlobs, loadStages, stayingGates } from "./load-stages.ts";
export type { LoadOptions } from "./problems.ts";
export * from "./types.ts";
