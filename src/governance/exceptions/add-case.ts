import { parse, stringify } from "yaml";
import { stringifyJsonExact } from "../../policy/index.ts";
import type { Case } from "../config/types.ts";
import { appendItem } from "../yaml-edit.ts";

/**
 * `cases.yaml` with one more case at its end; everything else in it stays as it is. An id that is taken, say by an exception
 * that was resolved before, gets a number.
 * @param text undefined where the policy has no cases yet.
 * @throws Error when the text is not a YAML mapping.
 */
export function addCase(text: string | undefined, policy: string, added: Omit<Case, "line">): string {
  // JSON is YAML, and keeps numbers that a double cannot hold.
  const { id: wanted, says, input, ...rest } = added;
  const before = text ?? `policy: ${policy}\ncases:\n`;
  const id = freeId(wanted, before);
  const item = [
    stringify({ id, ...(says ? { says } : {}) }, { lineWidth: 0 }).trimEnd(),
    `input: ${flow(input)}`,
    stringify(rest, { lineWidth: 0 }).trimEnd(),
  ].join("\n");
  return appendItem(before, "cases", item);
}

function freeId(wanted: string, text: string): string {
  const cases = (parse(text, { logLevel: "error" }) as { cases?: unknown } | null)?.cases;
  const taken = new Set((Array.isArray(cases) ? cases : []).map((one: { id?: unknown } | null) => one?.id));
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  return id;
}

/** `{debt_to_income: 0.36, name: "x"}`: one line, as the cases of the template are written. */
function flow(input: Record<string, unknown>): string {
  const pairs = Object.entries(input).map(([name, value]) => `${key(name)}: ${stringifyJsonExact(value)}`);
  return `{${pairs.join(", ")}}`;
}

function key(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(true|false|null|yes|no|on|off)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
