import type { Finding } from "../finding.ts";
import { LIMITS } from "../limits.ts";
import type { Policy } from "../policy.ts";
import { pointer } from "../yaml/locate.ts";

/** Functions that FEEL has since DMN 1.4. */
const SINCE_14 = /\bround (?:up|down|half up|half down)\s*\(/;

/** What XML 1.0 (2.2) cannot hold, and control characters that it should not: its readers change the carriage return. */
const NOT_XML = /(?![\t\n])\p{Cc}|[\p{Cs}\ufffe\uffff]/u;

/** What DMN cannot say of a policy, or says otherwise. */
export function exportFindings(policy: Policy): Finding[] {
  const findings: Finding[] = [];
  const add = (severity: Finding["severity"], code: string, message: string, at: string) => {
    const file = policy.file === undefined ? {} : { file: policy.file };
    findings.push({ severity, code, message, ...file, ...policy.locate(at) });
  };
  for (const { text, at } of textsOf(policy)) {
    const [found] = NOT_XML.exec(text) ?? [];
    if (found === undefined) continue;
    const shown = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    add("error", "dmn-character", `XML cannot hold the character ${shown}: remove it.`, at);
  }
  const carried = ["which outcomes act"];
  if (policy.accountable !== undefined) carried.push("who is accountable");
  if (Object.keys(policy.confidence).length > 0) carried.push("the confidence floors");
  if (policy.columns.some(({ unit }) => unit !== undefined)) carried.push("units");
  if (policy.columns.some(({ type }) => type === "integer")) carried.push("that numbers are whole");
  add(
    "warning",
    "dmn-extension",
    `DMN does not say ${carried.join(", ")}: they are carried as extensions, which countersign import reads and other tools ignore.`,
    "/outcomes",
  );
  const required = policy.columns.filter(({ optional }) => !optional);
  if (required.length > 0) {
    const message = `DMN tries the rules on a case that lacks ${required.map(({ name }) => name).join(", ")}, with null; here such a case is not judged, and goes to ${policy.otherwise}.`;
    add("warning", "dmn-null", message, "/inputs");
  }
  for (const [name, { values }] of Object.entries(policy.inputs)) {
    if (!values || values.text.length <= LIMITS.textLength) continue;
    const message = `The list of values of ${name} has ${values.text.length} characters; countersign import reads ${LIMITS.textLength}.`;
    add("warning", "dmn-long-values", message, pointer("inputs", name, "values"));
  }
  for (const [name, { feel }] of Object.entries(policy.derived)) {
    if (!SINCE_14.test(feel)) continue;
    add(
      "warning",
      "dmn-version",
      `The formula of ${name} rounds by a function of DMN 1.4.`,
      pointer("derived", name, "feel"),
    );
  }
  return findings;
}

function textsOf(policy: Policy): { text: string; at: string }[] {
  const { title = "", accountable = "", purpose = "" } = policy;
  return [
    { text: title, at: "/title" },
    { text: accountable, at: "/accountable" },
    { text: purpose, at: "/purpose" },
    ...policy.columns.map((column) => ({
      text: [column.says, column.unit, column.kind === "input" ? column.values?.text : column.feel].join(" "),
      at: pointer(column.kind === "input" ? "inputs" : "derived", column.name),
    })),
    ...Object.entries(policy.outcomes).map(([name, { says = "" }]) => ({ text: says, at: pointer("outcomes", name) })),
    ...policy.rules.map(({ says = "", when }, at) => ({
      text: [says, ...Object.values(when)].join(" "),
      at: pointer("rules", at),
    })),
  ];
}
