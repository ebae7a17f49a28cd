import { closed, draft, policyId, says, schemaId, words } from "./shared.ts";

/** What `policies/<id>/cases.yaml` may hold; published as `schemas/cases.schema.json`. */
export const casesSchema = {
  $schema: draft,
  $id: schemaId("cases"),
  title: "Cases",
  ...closed(
    ["policy", "cases"],
    {
      policy: { ...policyId, description: "The policy's id." },
      cases: {
        type: "array",
        description: "The examples.",
        items: closed(
          ["id", "input", "outcome"],
          {
            id: {
              type: "string",
              pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
              $comment: "letters, digits, dots, hyphens and underscores",
              maxLength: 120,
              description: "A name that stays; unique in this file.",
            },
            says: says("What this case is about, for readers."),
            input: {
              type: "object",
              description: "The inputs as in policy.yaml. Leave one out to say that it is missing.",
            },
            outcome: words("The outcome that the policy must give."),
            because: says("Who decided so, and why."),
            exception: words('The issue that it came from, e.g. "#17".'),
          },
          "One example.",
        ),
      },
    },
    "policies/<id>/cases.yaml: examples with the outcome that they must get. Every check and every replay test decides them again; resolved exceptions land here.",
  ),
};
