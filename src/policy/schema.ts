import { stages } from "./stage.ts";
import { TYPES } from "./value/value.ts";

const says = {
  type: "string",
  maxLength: 2000,
  description: "A sentence for the people who approve and audit: what this means, in their words.",
};

const columnName = {
  pattern: "^(?!__)[\\p{L}_][\\p{L}\\p{N}_]*( [\\p{L}\\p{N}_]+)*$",
  maxLength: 100,
  $comment: "letters, digits, underscores and single spaces, beginning with a letter",
};

const outcomeName = {
  pattern: "^(?!__)[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]*$",
  maxLength: 100,
  $comment: "letters, digits, underscores, dots, hyphens and spaces",
};

const type = {
  enum: [...TYPES],
  description:
    "number and integer are exact decimals (34 digits). Dates, times and durations are written in ISO 8601: 2024-02-29, 2024-02-29T10:00:00Z, P1Y6M or P2DT3H.",
};

const unit = {
  type: "string",
  maxLength: 40,
  description: "What it is measured in, e.g. EUR, ratio, days; used when a change is put into words.",
};

const floor = {
  type: "number",
  minimum: 0,
  maximum: 1,
  description: "From 0 (no floor) to 1; a result with exactly this confidence still acts.",
};

/** What `policies/<id>/policy.yaml` may hold; published as `schemas/policy.schema.json`. */
export const policySchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://unpkg.com/countersign/schemas/policy.schema.json",
  title: "Countersign policy",
  description:
    "A decision table: inputs, values derived from them, rules that are tried on them, and the outcome each rule decides.",
  type: "object",
  additionalProperties: false,
  required: ["policy", "inputs", "outcomes", "rules", "otherwise"],
  properties: {
    policy: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
      maxLength: 100,
      description: "The id of the policy: the name of its folder, and the first part of its version tags.",
      $comment: "letters, digits, underscores and hyphens",
    },
    title: { type: "string", maxLength: 200, description: "What people call the policy." },
    accountable: {
      type: "string",
      maxLength: 100,
      description: "The role of governance/raci.yaml that answers for this policy.",
    },
    purpose: { type: "string", maxLength: 2000, description: "Which question this policy decides, and for whom." },
    inputs: {
      type: "object",
      description: "What the decision is made from. The names are the keys of a decision record's input.",
      propertyNames: columnName,
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["type"],
        properties: {
          type,
          unit,
          says,
          values: {
            type: ["string", "array"],
            minItems: 1,
            items: { type: ["string", "number", "boolean"] },
            description:
              'The values this input can have: a list, or a test such as "[1..6]". A case with any other value is not judged.',
          },
          optional: {
            type: "boolean",
            description:
              "true: the value may be missing; it is then null, and tests on it do not match. Otherwise a case without it is not judged.",
          },
        },
      },
    },
    derived: {
      type: "object",
      description: "Values computed from the inputs. Rules test them as they test inputs.",
      propertyNames: columnName,
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["type", "feel"],
        properties: {
          type,
          feel: {
            type: ["string", "number", "boolean"],
            description:
              "The formula, in FEEL: arithmetic, comparison, if … then … else, and/or/not, built-in functions. E.g. abs(offered - asked) / asked.",
          },
          unit,
          says,
          optional: {
            type: "boolean",
            description:
              "true: where the formula has no value, tests on it do not match. Otherwise such a case is not judged.",
          },
        },
      },
    },
    outcomes: {
      type: "object",
      minProperties: 1,
      description: "What the rules can decide. With hit policy PRIORITY, the first one listed comes first.",
      propertyNames: outcomeName,
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["acts"],
        properties: {
          acts: {
            type: "boolean",
            description: "true: the system carries this out. false: the case goes to a person.",
          },
          says,
        },
      },
    },
    hit_policy: {
      enum: ["UNIQUE", "ANY", "FIRST", "PRIORITY"],
      default: "UNIQUE",
      description:
        "What happens where several rules match. UNIQUE: that is a mistake. ANY: they must agree. FIRST: the one that stands first decides. PRIORITY: the outcome listed first decides.",
      $comment:
        "A governed decision has one outcome, so COLLECT, RULE ORDER and OUTPUT ORDER, which give several, are refused.",
    },
    rules: {
      type: "array",
      description: "The rows of the table.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["id", "then"],
        properties: {
          id: {
            type: "string",
            pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            maxLength: 100,
            description: "A short name that stays when the rule changes; traces and change logs speak of it.",
            $comment: "letters, digits, dots, underscores and hyphens",
          },
          says,
          when: {
            type: "object",
            additionalProperties: {
              type: ["string", "number", "boolean"],
              $comment: `A test is one text, such as "< 5" or '"a", "b"'; "null" in quotes asks for a missing value.`,
            },
            description:
              'A test for each input or derived value the rule looks at; all must hold. "< 0.36", "[5000..10000)", "\\"a\\", \\"b\\"", "not(null)", true. One left out is not looked at.',
          },
          then: { type: "string", description: "The outcome this rule decides." },
        },
      },
    },
    otherwise: {
      type: "string",
      description:
        "The outcome where no rule matches, and where the case could not be judged. It should go to a person.",
    },
    confidence: {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(stages.filter((stage) => stage !== "audit").map((stage) => [stage, floor])),
      description:
        "The confidence of the AI below which a person decides, by stage. A stage without one has that of the stage before it. A missing confidence counts as 0.",
    },
  },
};
