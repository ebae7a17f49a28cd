import type { Dialect, Digits, Sized } from "./dialect.ts";
import { decimalPattern, literal } from "./quote.ts";

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

/** Digits of a text as a number. Casts to more than 18 digits are ten times as slow, and so short texts take two steps. */
function number(text: string, int: number, scale: number): string {
  const fits = (before: number, after: number) =>
    `regexp_full_match(${text}, ${literal(decimalPattern(before, after))})`;
  const long = `WHEN ${fits(int, scale)} THEN CAST(${text} AS ${decimal(int, scale)})`;
  if (int + scale <= 18) return `CASE ${long} END`;
  const [before, after] = [Math.min(int, 9), Math.min(scale, 9)];
  return `CASE WHEN ${fits(before, after)} THEN CAST(CAST(${text} AS ${decimal(before, after)}) AS ${decimal(int, scale)}) ${long} END`;
}

/** https://duckdb.org/docs/stable/data/json/overview */
export const duckdb: Dialect = {
  json: "JSON",
  decimal,
  calculate,
  number,
  kindOf: (name) => `json_type(input, ${path(name)})`,
  isKind: (kind, wanted) => {
    const types = { number: "'BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE'", string: "'VARCHAR'", boolean: "'BOOLEAN'" };
    return `${kind} IN (${types[wanted]})`;
  },
  isNull: (kind) => `(${kind} IS NULL OR ${kind} = 'NULL')`,
  isObject: (json) => `json_type(${json}) = 'OBJECT'`,
  textOf: (name) => `(input->>${path(name)})`,
  digitsOf,
  doubled: (names) => {
    const raw = "CAST(input AS VARCHAR)";
    const twice = names.map((name) => `"${name}"\\s*:.*"${name}"\\s*:`).join("|");
    // The first looks cost little, and are true of few records: a name that stands there twice, or an escape.
    return `CASE WHEN contains(${raw}, chr(92)) OR regexp_matches(${raw}, ${literal(`(?s)${twice}`)}) THEN len(json_keys(input)) <> list_unique(json_keys(input)) ELSE FALSE END`;
  },
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
