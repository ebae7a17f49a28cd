import { closed, draft, duration, glob, listOf, login, policyId, roleName, says, schemaId } from "./shared.ts";

const people = (description: string) => listOf(login, description);

const byPolicy = (values: object, description: string) => ({
  type: "object",
  minProperties: 1,
  propertyNames: policyId,
  additionalProperties: values,
  description,
});

const change = {
  ...closed(
    [],
    {
      policies: byPolicy(
        { enum: ["major", "minor", "patch"] },
        "Changed policies, each with the class of its change: {mortgage: major}.",
      ),
      releases: byPolicy(
        { enum: ["promotion", "demotion", "rollback"] },
        "Policies whose release.yaml changes, and what the change does: {mortgage: rollback}.",
      ),
      files: listOf(glob, "Other changed files, from the top of the repository."),
    },
    "What the pull request changes.",
  ),
  minProperties: 1,
};

const review = closed(
  ["by", "state"],
  {
    by: { ...login, description: "Who gave it." },
    state: {
      enum: ["approved", "changes_requested", "commented", "dismissed"],
      description: "What GitHub calls it.",
    },
    outdated: { type: "boolean", description: "Given for other content than the change has now." },
  },
  "A review.",
);

const command = closed(
  ["by", "command"],
  {
    by: { ...login, description: "Who gives it." },
    command: {
      enum: ["answer", "hold", "unhold", "object", "object withdrawn", "break-glass"],
      description: "What they write, without its slash and its reason.",
    },
    outdated: {
      type: "boolean",
      description: "An answer, or broken glass: given for other content than the change has now.",
    },
  },
  "A command in a comment.",
);

const expected = closed(
  ["state"],
  {
    state: {
      enum: ["approved", "waiting", "blocked"],
      description:
        "approved: it may be merged. waiting: people have yet to answer. blocked: something must be mended first.",
    },
    next: people("Exactly the people who can act next, in any order."),
    missing: listOf(roleName, "Exactly the roles that have yet to answer, in any order."),
    blockers: listOf(
      { type: "string", minLength: 1, maxLength: 500 },
      "Words that stand in what must be mended first, e.g. nobody approves their own work.",
    ),
    refused: people("Exactly the people whose commands are refused, in any order."),
  },
  "How the chart has to judge it. What is left out may be anything.",
);

/** What `governance/raci.test.yaml` may hold; published as `schemas/raci-test.schema.json`. */
export const raciTestSchema = {
  $schema: draft,
  $id: schemaId("raci-test"),
  title: "Examples for the RACI chart",
  ...closed(
    ["examples"],
    {
      people: {
        type: "object",
        propertyNames: roleName,
        additionalProperties: people("Who holds it."),
        description:
          "Who holds each role while the examples are judged, in place of the chart's own people and teams, so that the examples outlast whoever comes and goes. A role that is left out has the users of the chart.",
      },
      examples: {
        type: "array",
        maxItems: 500,
        description: "The examples.",
        items: closed(
          ["id", "change", "author", "expect"],
          {
            id: {
              type: "string",
              pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
              $comment: "letters, digits, dots, hyphens and underscores",
              maxLength: 120,
              description: "A name that stays; unique in this file.",
            },
            says: says("What this example shows, for readers."),
            change,
            author: { ...login, description: "Who opened the pull request." },
            contributors: people("Others whose commits are in it, as author, committer or co-author."),
            pushers: people("Others who pushed to its branch."),
            left: people("People of the chart who can no longer see the repository."),
            reviews: { type: "array", maxItems: 100, items: review, description: "Reviews, the oldest first." },
            commands: {
              type: "array",
              maxItems: 100,
              items: command,
              description: "Commands in comments, the oldest first, all of them after the reviews.",
            },
            replay: {
              enum: ["pass", "fail", "inconclusive", "missing"],
              description: "How the replay test went, where a policy or a model changes; pass when left out.",
            },
            after: { ...duration, description: "Time since people were first asked; none when left out." },
            expect: expected,
          },
          "One pull request, and how the chart has to judge it.",
        ),
      },
    },
    "governance/raci.test.yaml: examples of who has to approve what. countersign check and every pull request that changes the chart judge them by it.",
  ),
};
