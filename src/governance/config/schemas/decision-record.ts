import { stages } from "../../../policy/index.ts";
import { draft, schemaId } from "./shared.ts";

const optional = (type: string, description: string, limits: object = {}) => ({
  type: [type, "null"],
  ...limits,
  description,
});

/** What a decision record may hold; published as `schemas/decision-record.schema.json`. */
export const decisionRecordSchema = {
  $schema: draft,
  $id: schemaId("decision-record"),
  title: "Decision record",
  description:
    "One decision that was made, as one line of NDJSON, a row of CSV or of Parquet. decision_id and input are needed to replay it; the rest is used where present. Other keys are allowed and ignored. Names follow the decision log of Open Policy Agent where it has one.",
  type: "object",
  required: ["decision_id", "input"],
  properties: {
    decision_id: {
      type: "string",
      minLength: 1,
      description: "Unique; evidence counts a decision that is logged twice once.",
    },
    timestamp: optional("string", "When it was decided: RFC 3339."),
    policy: optional("string", "Policy id; left out, the folder tells."),
    version: optional(
      "string",
      "SemVer of the policy version that decided. Evidence counts only records that name their version.",
    ),
    stage: { enum: [...stages, null], description: "The stage at which it was decided." },
    input: { type: "object", description: "What the policy saw, by input name." },
    confidence: optional("number", "The model's confidence, 0 to 1.", { minimum: 0, maximum: 1 }),
    outcome: optional("string", "What the policy decided."),
    rule: optional("string", "Id of the rule that decided; null for otherwise."),
    human_outcome: optional("string", "What a person decided, where one did."),
    human_by: optional("string", "Who."),
    human_at: optional("string", "When: RFC 3339."),
    handling_ms: optional("number", "Time from arrival to decision, in milliseconds, people included.", { minimum: 0 }),
    cost: optional("number", "What this decision cost, in one currency throughout.", { minimum: 0 }),
    segments: optional("object", "Attributes to slice figures by, which the policy must not see."),
    masked: {
      type: ["array", "null"],
      items: { type: "string" },
      description: "JSON pointers of values that were removed before logging.",
    },
    sequence: optional("integer", "Position in the writer's log; a gap shows missing records."),
    engine: optional("string", "What decided, with its version."),
  },
};
