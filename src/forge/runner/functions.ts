/** A value of the workflow expression language. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export const truthy = (value: Value) =>
  value !== null && value !== false && value !== 0 && value !== "" && !Number.isNaN(value);

/** How a value stands in a text. */
export function show(value: Value): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

function number(value: Value): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return value.trim() === "" ? 0 : Number(value);
  return typeof value === "number" ? value : Number.NaN;
}

/** Strings compare without case; values of different types compare as numbers. */
export function compare(operator: string, left: Value, right: Value): boolean {
  const bothText = typeof left === "string" && typeof right === "string";
  const objects = typeof left === "object" && typeof right === "object" && left !== null && right !== null;
  const [a, b] = bothText
    ? [left.toLowerCase(), right.toLowerCase()]
    : objects
      ? [0, left === right ? 0 : 1]
      : [number(left), number(right)];
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

const lower = (value: Value | undefined) => show(value ?? null).toLowerCase();

export const FUNCTIONS: Record<string, (...given: Value[]) => Value> = {
  contains: (where = null, what = null) =>
    Array.isArray(where) ? where.some((item) => compare("==", item, what)) : lower(where).includes(lower(what)),
  startswith: (text = null, start = null) => lower(text).startsWith(lower(start)),
  endswith: (text = null, end = null) => lower(text).endsWith(lower(end)),
  format: (text = null, ...given) =>
    show(text).replace(/\{\{|\}\}|\{(\d+)\}/g, (all, at) =>
      at === undefined ? all.slice(1) : show(given[Number(at)] ?? null),
    ),
  join: (items = null, by = ",") => (Array.isArray(items) ? items.map(show).join(show(by)) : show(items)),
  tojson: (value = null) => JSON.stringify(value, null, 2),
  fromjson: (text = null) => JSON.parse(show(text)) as Value,
};
