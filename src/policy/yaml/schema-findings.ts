import type { ErrorObject } from "ajv";
import { beginning } from "../../text/index.ts";
import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import { didYouMean } from "../nearest.ts";
import { type Locate, pointer, pointerParts } from "./locate.ts";
import { type JsonSchema, validator } from "./validator.ts";

/** What a JSON Schema has to say about the data, as findings that name the place, what was expected and the nearest valid thing. */
export function schemaFindings(schema: JsonSchema, data: unknown, locate: Locate): Finding[] {
  const validate = validator(schema);
  if (validate(data)) return [];
  const errors = (validate.errors ?? []).filter((error) => !["if", "anyOf", "oneOf"].includes(error.keyword));
  return errors.slice(0, LIMITS.findings).map((error) => finding(error, locate));
}

function finding(error: ErrorObject, locate: Locate): Finding {
  const where = error.instancePath;
  const made = (code: string, message: string, place = locate(where)): Finding => ({
    severity: "error",
    code,
    message,
    ...place,
  });
  const { params } = error;
  const name = spoken(where);
  // A schema's $comment holds the sentence for those who got it wrong.
  const hint = (error.parentSchema as { $comment?: string } | undefined)?.$comment;
  switch (error.keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key: string = params.additionalProperty ?? params.unevaluatedProperty;
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const place = locate(where + pointer(key), { key: true });
      return made("unknown-key", `"${key}" is not a key of ${name}.${didYouMean(key, known)}`, place);
    }
    case "required":
      return made("missing-key", `${upper(name)} needs "${params.missingProperty}".`);
    case "type": {
      const message = `${upper(name)} must be ${spokenType(params.type)}, not ${spokenValue(error.data)}.`;
      return made("wrong-type", hint ? `${message} ${hint}` : message);
    }
    case "enum": {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const message = `${upper(name)} cannot be ${spokenValue(error.data)}.${didYouMean(String(error.data), allowed)}`;
      return made("not-allowed", hint ? `${message} ${hint}` : message);
    }
    case "propertyNames":
      return made(
        "bad-name",
        `"${params.propertyName}" cannot be a name in ${name}.`,
        locate(where + pointer(params.propertyName), { key: true }),
      );
    case "pattern": {
      const place = error.propertyName ? locate(where + pointer(error.propertyName), { key: true }) : locate(where);
      return made(
        "bad-format",
        `${spokenValue(error.propertyName ?? error.data)} is not valid here${hint ? `: ${hint}` : ` (expected the form ${params.pattern})`}.`,
        place,
      );
    }
    default:
      return made("not-allowed", `${upper(name)} ${error.message ?? "is not valid"}.`);
  }
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `/rules/3/then` as `rules 4, then`, counted as people count. */
function spoken(path: string): string {
  const parts = pointerParts(path).map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : `"${part}"`));
  return parts.length === 0 ? "this file" : parts.join(" → ");
}

function spokenType(type: string | string[]): string {
  const names: Record<string, string> = {
    object: "a mapping (key: value)",
    array: "a list",
    string: "text",
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
    null: "empty",
  };
  return [type]
    .flat()
    .map((one) => names[one] ?? one)
    .join(" or ");
}

function spokenValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return beginning(JSON.stringify(value));
}
