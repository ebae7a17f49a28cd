import { targetPattern } from "../../../replay/input/rows.ts";
import { priorities } from "../types.ts";
import { closed, draft, duration, glob, listOf, policyId, roleName, says, schemaId } from "./shared.ts";

const gateMap = {
  type: "object",
  minProperties: 1,
  description: "Figure → test; all must pass.",
  additionalProperties: {
    type: "string",
    minLength: 1,
    maxLength: 200,
    description: 'A test of this figure, e.g. ">= 0.95", "<= 2", "[0.9..1]".',
  },
};

const gates = (description: string) => closed(["gates"], { gates: gateMap }, description);

const byPolicy = (values: object, description: string) => ({
  type: "object",
  description,
  propertyNames: { $ref: "#/$defs/policyId" },
  additionalProperties: values,
});

const figures =
  "Figures: decisions, compared, accuracy, error_rate, error_ratio, exception_share, audit_pass_rate, audit_pass_ratio, handling_ms, handling_ratio, cost, cost_ratio, period_days. Shares also have _lower95 and _upper95, the ends of their 95% confidence interval; ratios compare with the manual baseline.";

const share = (description: string) => ({ type: "number", minimum: 0, maximum: 1, description });

/** What `governance/stages.yaml` may hold; published as `schemas/stages.schema.json`. */
export const stagesSchema = {
  $schema: draft,
  $id: schemaId("stages"),
  title: "Stages, gates and deadlines",
  ...closed(
    ["promotions", "exceptions"],
    {
      promotions: closed(
        ["assist", "automate", "optimize"],
        {
          assist: gates("To go live: act on routine cases, with a person on the rest."),
          automate: gates("To act within its whole scope."),
          optimize: gates("To count as stable, and be tuned."),
        },
        `What a policy has to show before it may do more. ${figures}`,
      ),
      demotions: closed(
        [],
        {
          assist: gates("To stay at assist."),
          automate: gates("To stay at automate."),
          optimize: gates("To stay at optimize."),
        },
        "What a live policy has to keep. A stage that is left out keeps the gates that led to it.",
      ),
      replay: closed(
        ["gates"],
        {
          gates: gateMap,
          weigh: byPolicy(
            { type: "string", minLength: 1, maxLength: 200 },
            "For each policy id, the numeric input that says what a decision is worth, such as amount.",
          ),
          selected: byPolicy(
            listOf({ type: "string", minLength: 1, maxLength: 200 }, "Names of outcomes."),
            "For each policy id, the outcomes that count as favourable where groups of people are compared. Those that act when left out.",
          ),
          map: byPolicy(
            {
              type: "object",
              minProperties: 1,
              propertyNames: { minLength: 1, maxLength: 200 },
              additionalProperties: {
                type: "string",
                maxLength: 200,
                pattern: targetPattern,
                $comment: "a field of a record, such as decision_id, human_outcome, input.amount or segments.region",
              },
            },
            "For each policy id, what columns of CSV and Parquet logs are: {Betrag: input.amount, Nr: decision_id}. A column with the name of an input or of a field needs no entry.",
          ),
        },
        'The replay test of a policy change: what its report must show, e.g. away_from_human: "<= 2".',
      ),
      baseline: {
        type: "object",
        description:
          "What people achieved before, measured, for each policy id. Without it the ratios cannot be computed, and gates on them stay undecided.",
        propertyNames: { $ref: "#/$defs/policyId" },
        additionalProperties: closed(
          [],
          {
            handling_ms: {
              type: "number",
              exclusiveMinimum: 0,
              description: "Median handling time of one case, in milliseconds (600000 is ten minutes).",
            },
            cost: {
              type: "number",
              exclusiveMinimum: 0,
              description: "Cost of one case, in the currency of the decision records.",
            },
            error_rate: share("Share of decisions that turned out wrong, 0 to 1."),
            audit_pass_rate: share("Share of decisions that an audit found complete, 0 to 1."),
            measured: says("Where and when this was measured."),
          },
          "The manual baseline of one policy.",
        ),
      },
      exceptions: closed(
        ["sla", "escalate_to"],
        {
          sla: closed(
            [...priorities],
            Object.fromEntries(priorities.map((priority) => [priority, { $ref: "#/$defs/duration" }])),
            "Time to resolve an exception, for each priority.",
          ),
          escalate_to: {
            $ref: "#/$defs/roleName",
            description: "The role of raci.yaml that is called in when an exception is late.",
          },
          kinds: {
            type: "object",
            description: "Kinds of exception: label → what it means. The issue form offers the same.",
            propertyNames: { $ref: "#/$defs/roleName" },
            additionalProperties: says("What this kind means."),
          },
        },
        "What happens with cases that the AI could not, or should not, decide.",
      ),
      decisions: {
        ...listOf(
          glob,
          "Globs of the files with decision records; {policy} stands for the policy's id. policies/{policy}/decisions/** when left out.",
        ),
        minItems: 1,
      },
    },
    "governance/stages.yaml: the evidence that each promotion needs, the gates of the replay test, the manual baseline, and the time in which exceptions are answered.",
  ),
  $defs: { duration, policyId, roleName },
};
