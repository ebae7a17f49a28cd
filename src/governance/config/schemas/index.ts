import type { JsonSchema } from "../../../policy/index.ts";
import { casesSchema } from "./cases.ts";
import { decisionRecordSchema } from "./decision-record.ts";
import { modelSchema } from "./model.ts";
import { raciSchema } from "./raci.ts";
import { raciTestSchema } from "./raci-test.ts";
import { releaseSchema } from "./release.ts";
import { stagesSchema } from "./stages.ts";

export { casesSchema, decisionRecordSchema, modelSchema, raciSchema, raciTestSchema, releaseSchema, stagesSchema };

/** The schemas by the name of the file that publishes each: `schemas/<name>.schema.json`. */
export const governanceSchemas: Record<string, JsonSchema> = {
  cases: casesSchema,
  "decision-record": decisionRecordSchema,
  model: modelSchema,
  raci: raciSchema,
  "raci-test": raciTestSchema,
  release: releaseSchema,
  stages: stagesSchema,
};
