import { stages } from "../../../policy/index.ts";
import { closed, draft, policyId, schemaId, semver, words } from "./shared.ts";

/** What `policies/<id>/release.yaml` may hold; published as `schemas/release.schema.json`. */
export const releaseSchema = {
  $schema: draft,
  $id: schemaId("release"),
  title: "Release",
  ...closed(
    ["policy", "version", "stage"],
    {
      policy: { ...policyId, description: "The policy's id, as in policy.yaml and the folder's name." },
      version: { ...semver, description: "The live version; it is the tag <policy>/v<version>." },
      stage: {
        enum: [...stages],
        description:
          "audit: suggests only, people decide everything. assist: acts on routine cases. automate: acts within its scope. optimize: stable, being tuned.",
      },
      hold: closed(
        ["by", "because"],
        { by: words("Who asked for it."), because: words("Why, in words.") },
        "Set by a rollback: no promotion until someone removes it.",
      ),
    },
    "policies/<id>/release.yaml: which version of a policy is live, and at which stage. Absent: nothing is live, and the newest version on the default branch is in audit.",
  ),
};
