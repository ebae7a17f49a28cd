import type { Dialect, Digits, Sized } from "./dialect.ts";
import { literal } from "./quote.ts";

const path = (name: string) => literal(`$."${name}"`);

/** Where a double may not stand for the digits that were written; as in parseJsonExact. */
const maybeInexact = "[0-9][0-9.]{15}|[0-9][eE][+-]?[0-9]";
/** Up to 15 digits come back from a double unchanged, whatever the exponent. */
const short = "-?[0-9][0-9.]{0,14}[eE][+-]?[0-9]{1,2}";

/**
 * DuckDB reads the numbers of JSON as doubles. Where one may have had more digits, they are taken from the text of the
 * object itself, provided the name stands in it only once.
 */
function digitsOf(name: string): string {
  const text = `(input->>${path(name)})`;
  const raw = "CAST(input AS VARCHAR)";
  const key = literal(JSON.stringify(name));
  const written = `regexp_extract(${raw}, ${literal(`${JSON.stringify(name)}\\s*:\\s*(-?[0-9][0-9.eE+-]*)`)}, 1)`;
  const once = `length(${raw}) - length(replace(${raw}, ${key}, '')) = length(${key})`;
  return `CASE WHEN NOT regexp_matches(${raw}, ${literal(maybeInexact)}) THEN ${text} WHEN ${once} THEN CASE WHEN regexp_full_match(${written}, ${literal(short)}) THEN ${text} ELSE ${written} END END`;
}

const decimal = (int: number, scale: number) => `DECIMAL(${int + scale}, ${scale})`;
const width = ({ int, scale }: Digits) => int + scale;

/** Up to 18 digits are whole numbers of 64 bits, and stay so: a result past them needs a wider operand, or overflows. */
function calculate(op: string, a: Sized, b: Sized, result: Digits): string {
  if (width(result) <= 18) return `(${a.sql} ${op} ${b.sql})`;
  const wider = Math.max(width(a), width(b)) > 18 ? a.sql : `CAST(${a.sql} AS DECIMAL(19, ${a.scale}))`;
  return `CAST(${wider} ${op} ${b.sql} AS ${decimal(result.int, result.scale)})`;
}

/** https://duckdb.org/docs/stable/data/json/overview */
export const duckdb: Dialect = {
  json: "JSON",
  decimal,
  calculate,
  number: (text, int, scale) =>
    `CASE WHEN regexp_full_match(${text}, ${literal(`-?[0-9]{1,${int}}(\\.[0-9]{1,${scale}})?`)}) THEN CAST(${text} AS DECIMAL(${int + scale}, ${scale})) END`,
  narrow: (number, int, scale) => {
    const narrow = `TRY_CAST(${number} AS DECIMAL(${int + scale}, ${scale}))`;
    return `CASE WHEN ${narrow} = ${number} THEN ${narrow} END`;
  },
  kindOf: (name) => `json_type(input, ${path(name)})`,
  isKind: (kind, wanted) => {
    const types = { number: "'BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE'", string: "'VARCHAR'", boolean: "'BOOLEAN'" };
    return `${kind} IN (${types[wanted]})`;
  },
  isNull: (kind) => `(${kind} IS NULL OR ${kind} = 'NULL')`,
  isObject: (json) => `json_type(${json}) = 'OBJECT'`,
  textOf: (name) => `(input->>${path(name)})`,
  digitsOf,
  doubled: "len(json_keys(input)) <> list_unique(json_keys(input))",
  matches: (text, pattern) => `regexp_matches(${text}, ${literal(pattern)})`,
  anyMatches: (json, pattern) =>
    `coalesce(len(list_filter(json_extract(${json}, '$[*]'), lambda e: json_type(e) = 'VARCHAR' AND regexp_matches(e->>'$', ${literal(pattern)}))) > 0, FALSE)`,
  once: "",
  ordered: (text) => text,
  startsWith: (text, part) => `starts_with(${text}, ${part})`,
  object: (entries) => `json_object(${pairs(entries)})`,
  objectOf: (key, value) => `coalesce(json_group_object(${key}, ${value}), '{}'::JSON)`,
  arrayOf: (value, order) => `coalesce(to_json(list(${value} ORDER BY ${order})), '[]'::JSON)`,
  toJson: (value) => `to_json(${value})`,
};

function pairs(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${literal(key)}, ${value}`)
    .join(", ");
}
