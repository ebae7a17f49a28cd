import { type ActivityName, activityNames } from "../types.ts";
import { closed, draft, duration, glob, listOf, login, policyId, roleName, says, schemaId } from "./shared.ts";

const about: Record<ActivityName, string> = {
  "policy-change": "Changing the rules by which the AI decides.",
  "stage-promotion": "Letting a policy do more, or less, by itself: edits of release.yaml.",
  "error-investigation": "Finding out why a decision was wrong, and adding it as a case.",
  "model-update": "Replacing the model that a policy relies on.",
  "vendor-management": "Choosing and changing suppliers.",
  "compliance-reporting": "Showing regulators and auditors what happened.",
  budget: "Deciding what it may cost.",
  rollback: "Returning to the last good version. It has no paths: it is told by what it does to release.yaml.",
  governance: "Changing the rules about rules: this chart, the stages, the workflows.",
};

const role = { $ref: "#/$defs/roleName" };
const roles = (description: string) => listOf(role, description);

const letters = {
  responsible: {
    ...roles("Roles that do the work: one of them writes the change, or approves it."),
    minItems: 1,
  },
  accountable: {
    ...role,
    description:
      "The one role that answers for the result. Someone in it who did not write the change has to approve it. RACI allows exactly one.",
  },
  consulted: roles(
    "Roles that are asked before the decision. Each has to answer, or its window has to pass without an objection.",
  ),
  informed: roles("Roles that are told afterwards."),
};

const paths = listOf(
  glob,
  "Globs of the files that this activity covers, e.g. policies/*/policy.yaml; ** crosses folders.",
);

const except = {
  type: "array",
  maxItems: 20,
  description:
    "Who answers instead for lesser changes of a policy. The first entry that names the class of the change holds; a major change never has one.",
  items: {
    ...closed(
      ["when"],
      {
        when: closed(
          ["class"],
          {
            class: {
              type: "array",
              minItems: 1,
              uniqueItems: true,
              items: { enum: ["minor", "patch"] },
              description:
                "minor: changed cases only go to a person. patch: no case is decided otherwise. major cannot be named: it asks for the whole chart.",
            },
          },
          "The changes that this entry is for, by how the policy decides afterwards.",
        ),
        ...letters,
      },
      "What differs from the activity for these changes.",
    ),
    minProperties: 2,
  },
};

const perActivity = (of: (name: ActivityName) => object) =>
  Object.fromEntries(activityNames.map((name) => [name, { ...of(name), description: about[name] }]));

/** What `governance/raci.yaml` may hold; published as `schemas/raci.schema.json`. */
export const raciSchema = {
  $schema: draft,
  $id: schemaId("raci"),
  title: "RACI chart",
  ...closed(
    ["roles", "activities"],
    {
      roles: {
        type: "object",
        minProperties: 1,
        description: "Every role that is named below, with the people who hold it.",
        propertyNames: role,
        additionalProperties: closed(
          [],
          {
            users: listOf(login, "GitHub user names, without the @."),
            teams: listOf(
              {
                type: "string",
                pattern: "^([A-Za-z0-9][A-Za-z0-9-]*/)?[a-z0-9][a-z0-9_-]*$",
                $comment: "a team as slug or organisation/slug, without the @",
              },
              "GitHub teams: slug, or organisation/slug. A slug alone is a team of the organisation that owns this repository.",
            ),
            says: says("What this role is, for readers."),
          },
          "The people who hold this role; give users, teams, or both.",
        ),
      },
      activities: closed(
        [...activityNames],
        perActivity((name) => ({ $ref: name === "rollback" ? "#/$defs/assignment" : "#/$defs/activity" })),
        "All nine activities; none may be forgotten.",
      ),
      policies: {
        type: "object",
        description: "Where one policy differs from the chart above: policy → activity → what is different.",
        propertyNames: { $ref: "#/$defs/policyId" },
        additionalProperties: closed(
          [],
          perActivity(() => ({ $ref: "#/$defs/override" })),
          "What is different for this policy.",
        ),
      },
      consultation: closed(
        [],
        {
          window: {
            $ref: "#/$defs/duration",
            description:
              "How long a Consulted role has to answer. When it passes without an objection, the change may go on. Two days when left out.",
          },
        },
        "How consulting works.",
      ),
      break_glass: closed(
        ["roles"],
        {
          roles: { ...roles("Roles that may let a change through at once, on their own authority."), minItems: 1 },
          settle_within: {
            $ref: "#/$defs/duration",
            description: "How long they have to account for it. Three days when left out.",
          },
        },
        "Who may use /break-glass. Left out: nobody may.",
      ),
    },
    "governance/raci.yaml: who is Responsible, Accountable, Consulted and Informed, for which activity. Read from the default branch, so that a pull request cannot appoint its own approvers.",
  ),
  $defs: {
    roleName,
    policyId,
    duration,
    activity: closed(
      ["responsible", "accountable"],
      { paths, ...letters, except },
      "Who answers for an activity, and its files.",
    ),
    assignment: closed(["responsible", "accountable"], letters, "Who answers for an activity."),
    override: { ...closed([], { ...letters, except }, "What differs from the general chart."), minProperties: 1 },
  },
};
