import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import { parseTest } from "../feel/parse-test.ts";
import type { ColumnDraft } from "./columns.ts";

/** The mapping of a `policy.yaml`, key by key in the order in which it is written. */
export type PolicyData = Record<string, unknown>;

const HEADER = " yaml-language-server: $schema=https://unpkg.com/countersign/schemas/policy.schema.json";

/** The text of a `policy.yaml`, laid out as people write it: a line for each input, outcome and test. */
export function policyText(data: PolicyData): string {
  const document = new Document(data);
  document.commentBefore = HEADER;
  const root = document.contents as YAMLMap;
  for (const section of ["inputs", "derived", "outcomes"]) {
    const map = root.get(section, true);
    if (isMap(map)) for (const { value } of map.items) if (isMap(value)) value.flow = true;
  }
  const rules = root.get("rules", true) as unknown as { items?: unknown[] } | undefined;
  for (const rule of rules?.items ?? []) {
    const when = isMap(rule) ? rule.get("when", true) : undefined;
    if (isMap(when)) quoteTests(when);
  }
  const confidence = root.get("confidence", true);
  if (isMap(confidence)) confidence.flow = true;
  for (const { key } of root.items) {
    if (isScalar(key) && ["inputs", "outcomes", "hit_policy"].includes(String(key.value))) key.spaceBefore = true;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** `{amount: "< 5", code: '"a"'}`: in quotes all alike, single ones where the test has double ones. */
function quoteTests(when: YAMLMap): void {
  when.flow = true;
  for (const { value } of when.items) {
    if (isScalar(value)) value.type = String(value.value).includes('"') ? "QUOTE_SINGLE" : "QUOTE_DOUBLE";
  }
}

/** An input or a derived value as a policy declares it. */
export function columnData(draft: ColumnDraft): PolicyData {
  const { type, feel, allowed, unit, says, optional } = draft;
  return {
    type,
    ...(feel === undefined ? {} : { feel }),
    ...(allowed === undefined ? {} : { values: valuesData(allowed) }),
    ...(unit === undefined ? {} : { unit }),
    ...(says === undefined ? {} : { says }),
    ...(optional ? { optional } : {}),
  };
}

/** A list of texts as a YAML list, any other tests as they are. */
function valuesData(text: string): string | string[] {
  const { test } = parseTest(text);
  if (test?.kind !== "list" || test.not) return text;
  const texts = test.items.map((item) => (item.kind === "equals" ? item.value : null));
  return texts.every((value) => typeof value === "string") ? (texts as string[]) : text;
}
