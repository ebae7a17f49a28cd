import type { Dialect } from "./dialect.ts";
import { decimalPattern, literal } from "./quote.ts";

const textOf = (name: string) => `(input->>${literal(name)})`;

/** https://www.postgresql.org/docs/current/functions-json.html; the numbers of jsonb are decimals of any length. */
export const postgres: Dialect = {
  json: "jsonb",
  decimal: () => "numeric",
  calculate: (op, a, b) => `(${a.sql} ${op} ${b.sql})`,
  number: (text, int, scale) =>
    `CASE WHEN ${text} ~ ${literal(`^${decimalPattern(int, scale)}$`)} THEN CAST(${text} AS numeric) END`,
  kindOf: (name) => `jsonb_typeof(input->${literal(name)})`,
  isKind: (kind, wanted) => `${kind} = '${wanted}'`,
  isNull: (kind) => `(${kind} IS NULL OR ${kind} = 'null')`,
  isObject: (json) => `jsonb_typeof(${json}) = 'object'`,
  textOf,
  digitsOf: textOf,
  doubled: () => undefined,
  matches: (text, pattern) => `${text} ~ ${literal(pattern)}`,
  anyMatches: (json, pattern) =>
    `EXISTS (SELECT 1 FROM jsonb_array_elements(CASE WHEN jsonb_typeof(${json}) = 'array' THEN ${json} ELSE '[]'::jsonb END) AS element(e) WHERE jsonb_typeof(e) = 'string' AND (e #>> '{}') ~ ${literal(pattern)})`,
  once: " OFFSET 0",
  ordered: (text) => `${text} COLLATE "C"`,
  startsWith: (text, part) => `starts_with(${text}, ${part})`,
  object: (entries) => {
    const pairs = Object.entries(entries).map(([key, value]) => `${literal(key)}, ${value}`);
    return `json_build_object(${pairs.join(", ")})`;
  },
  objectOf: (key, value) => `coalesce(json_object_agg(${key}, ${value}), '{}'::json)`,
  arrayOf: (value, order) => `coalesce(json_agg(${value} ORDER BY ${order}), '[]'::json)`,
  toJson: (value) => `to_json(${value})`,
};
