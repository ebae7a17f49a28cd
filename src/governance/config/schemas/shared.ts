/** Pieces that several schemas use. A `$comment` beside a pattern says in words what is expected; findings quote it. */

export const draft = "https://json-schema.org/draft/2020-12/schema";

/** Where the published package serves its schemas, for editors. */
export const schemaId = (name: string) => `https://unpkg.com/countersign/schemas/${name}.schema.json`;

export const roleName = {
  type: "string",
  pattern: "^[a-z][a-z0-9-]*$",
  $comment: "lower-case letters, digits and hyphens, beginning with a letter",
  maxLength: 80,
};

export const policyId = {
  type: "string",
  pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$",
  $comment: "letters, digits, underscores and hyphens",
  maxLength: 100,
};

export const login = {
  type: "string",
  pattern: "^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$",
  $comment: "a GitHub user name, without the @",
};

export const duration = {
  type: "string",
  // A date is no date any more some hundred thousand years from now, and every look would fail at it.
  pattern: "^P(?=\\d|T\\d)(\\d{1,4}W)?(\\d{1,4}D)?(T(?=\\d)(\\d{1,4}H)?(\\d{1,4}M)?)?$",
  $comment:
    "an ISO 8601 duration in weeks, days, hours and minutes, such as P2D (two days) or PT8H (eight hours), at most four digits each",
};

export const semver = {
  type: "string",
  pattern: "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$",
  $comment: "three numbers such as 1.2.0, without the v of the tag",
};

export const says = (description: string) => ({ type: "string", maxLength: 2000, description });

export const words = (description: string) => ({ type: "string", minLength: 1, maxLength: 2000, description });

/** An object that has no other keys than these. */
export const closed = <P extends object>(required: string[], properties: P, description: string) => ({
  type: "object",
  additionalProperties: false,
  ...(required.length > 0 ? { required } : {}),
  description,
  properties,
});

export const listOf = (items: object, description: string) => ({
  type: "array",
  uniqueItems: true,
  maxItems: 500,
  items,
  description,
});

export const glob = { type: "string", minLength: 1, maxLength: 300 };
