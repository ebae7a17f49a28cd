import { parseJsonExact, readYaml } from "../../policy/index.ts";
import { type Priority, priorities } from "../config/types.ts";

/** What somebody reported with the exception form. */
export interface ExceptionReport {
  policy: string;
  kind: string;
  priority: Priority;
  /** Of the decision record, where there is one. */
  decisionId: string | undefined;
  /** What the policy saw. */
  input: Record<string, unknown>;
  /** What it should have been, where the reporter knows. */
  outcome: string | undefined;
  description: string;
}

/** What reading a report gives: the report when it can be worked on, else what is missing, in words for the reporter. */
export type ReadReport = { report: ExceptionReport; problems: [] } | { report: undefined; problems: string[] };

/** What GitHub writes for a field that was left empty. */
const NO_RESPONSE = "_No response_";

/**
 * Reads the body that GitHub makes of `.github/ISSUE_TEMPLATE/exception.yml`: a heading for each field, then its value
 * (https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms).
 * Anybody may have edited it, so every field is checked.
 */
export function readReport(body: string): ReadReport {
  const fields = sections(body);
  const problems: string[] = [];
  const required = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) problems.push(`Fill in “${name}”.`);
    return value ?? "";
  };
  const policy = required("Policy");
  const kind = required("Kind");
  const priority = (fields.get("Priority") ?? "normal").toLowerCase() as Priority;
  if (!priorities.includes(priority)) problems.push(`“Priority” is one of ${priorities.join(", ")}.`);
  const description = required("What happened");
  const text = required("Input");
  const input = text === "" ? undefined : readInput(text);
  if (typeof input === "string") problems.push(input);
  if (problems.length > 0 || input === undefined || typeof input === "string") return { report: undefined, problems };
  return {
    report: {
      policy,
      kind,
      priority,
      decisionId: fields.get("Decision id"),
      input,
      outcome: fields.get("Expected outcome"),
      description,
    },
    problems: [],
  };
}

/** Heading → value; empty fields are left out. A heading inside a code block is part of the value. */
function sections(body: string): Map<string, string> {
  const fields = new Map<string, string[]>();
  let current: string[] = [];
  let fence: string | undefined;
  for (const line of body.replaceAll("\r\n", "\n").split("\n")) {
    const heading = fence === undefined ? /^### (.+?)\s*$/.exec(line)?.[1] : undefined;
    const mark = /^(```+|~~~+)/.exec(line)?.[1];
    if (mark && fence === undefined) fence = mark;
    else if (mark && line.startsWith(fence!)) fence = undefined;
    if (heading === undefined) current.push(line);
    else {
      current = [];
      if (!fields.has(heading)) fields.set(heading, current);
    }
  }
  const values = [...fields].map(([name, lines]): [string, string] => [name, unfence(lines.join("\n").trim())]);
  return new Map(values.filter(([, value]) => value !== "" && value !== NO_RESPONSE));
}

function unfence(text: string): string {
  return /^(```+|~~~+)[^\n]*\n([\s\S]*?)\n?\1$/.exec(text)?.[2]?.trim() ?? text;
}

/** The inputs as JSON, or as lines of `name: value`; a message for the reporter where it is neither. */
function readInput(text: string): Record<string, unknown> | string {
  const expected = "“Input” is one input a line, such as `debt_to_income: 0.36`, or a JSON object.";
  const data = text.startsWith("{") ? readJson(text) : readYaml(text, { file: "Input" }).data;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return expected;
  const record = data as Record<string, unknown>;
  const nested = Object.keys(record).find((key) => isNested(record[key]));
  return nested === undefined ? record : `“Input” has a list or an object at ${nested}; ${expected}`;
}

function readJson(text: string): unknown {
  try {
    return parseJsonExact(text);
  } catch {
    return undefined;
  }
}

function isNested(value: unknown): boolean {
  return (
    Array.isArray(value) ||
    (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
  );
}
