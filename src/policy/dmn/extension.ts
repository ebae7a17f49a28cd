import type { DmnElement } from "./model.ts";
import { EXTENSION } from "./namespaces.ts";

/** What the export wrote of a policy where DMN has no place for it; absent in files of other tools. */
export function marked(element: DmnElement, key: string): string | undefined {
  return element.$attrs?.[`${EXTENSION.prefix}:${key}`];
}

/** The extension elements of one kind, such as `countersign:outcome`. */
export function extensions(element: DmnElement, kind: string): (Record<string, string | undefined> & DmnElement)[] {
  const found = element.extensionElements?.values?.filter(({ $type }) => $type === `${EXTENSION.prefix}:${kind}`);
  return (found ?? []) as (Record<string, string | undefined> & DmnElement)[];
}
