import { closed, draft, listOf, policyId, says, schemaId, words } from "./shared.ts";

/** What `models/<id>.yaml` may hold; published as `schemas/model.schema.json`. */
export const modelSchema = {
  $schema: draft,
  $id: schemaId("model"),
  title: "Model",
  ...closed(
    ["model", "name", "version", "digest", "provider", "policies"],
    {
      model: { ...policyId, description: "The model's id, the same as the file's name." },
      name: words("What its maker calls it."),
      version: words("Its exact version; never latest."),
      digest: {
        type: "string",
        pattern: "^sha256:[0-9a-f]{64}$",
        $comment: "sha256: and 64 lower-case hexadecimal digits",
        description: "Digest of the model file, or of the provider's manifest: proves which bytes decide.",
      },
      provider: words("Who makes or runs it."),
      policies: listOf(policyId, "Ids of the policies that read what this model gives."),
      says: says("What it is used for, for readers."),
    },
    "models/<id>.yaml: exactly which model some policies rely on, so that replacing it is a change that people approve.",
  ),
};
