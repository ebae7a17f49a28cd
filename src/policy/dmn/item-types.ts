import type { Type } from "../value/value.ts";
import type { Definitions, FeelText, ItemDefinition } from "./model.ts";

/** What a DMN type reference stands for. */
export interface DmnType {
  /** Absent for `Any`, for structures and for names that nothing defines. */
  type?: Type;
  /** The unary tests that its values must pass. */
  allowed?: FeelText;
  /** The parts of a structure. */
  components?: readonly ItemDefinition[];
  /** Why no policy can use it. */
  problem?: string;
}

/**
 * The types of FEEL (DMN 1.3, table 44 and 10.3.1.3), the names Camunda Modeler gives them
 * (https://docs.camunda.io/docs/components/modeler/dmn/dmn-data-types), and the Java ones of Camunda 7.
 */
const basic: Record<string, Type> = {
  string: "string",
  boolean: "boolean",
  number: "number",
  double: "number",
  decimal: "number",
  float: "number",
  integer: "integer",
  int: "integer",
  long: "integer",
  short: "integer",
  date: "date",
  "date and time": "date and time",
  datetime: "date and time",
  duration: "duration",
  "days and time duration": "duration",
  daytimeduration: "duration",
  "years and months duration": "duration",
  yearmonthduration: "duration",
};

/** Structures and references inside one another. */
const DEPTH = 16;

/** What a `typeRef` stands for; item definitions of the file first, then the built-in types, with or without a prefix. */
export function dmnType(typeRef: string | undefined, definitions: Definitions, depth = 0): DmnType {
  if (typeRef === undefined || typeRef.trim() === "") return {};
  const name = typeRef.trim();
  if (depth > DEPTH) return { problem: `the type ${name} refers to itself` };
  const local = name.replace(/^[\w.-]+:/, "");
  const item = definitions.itemDefinition?.find((one) => one.name === name || one.name === local);
  if (item) return itemType(item, definitions, depth);
  const known = basic[local.toLowerCase()];
  if (known) return { type: known };
  if (/^(?:any|undefined)$/i.test(local)) return {};
  if (local.toLowerCase() === "time") return { problem: "a time of day without a date has no type in a policy" };
  return {};
}

/** What an item definition, or a component of one, stands for. */
export function itemType(item: ItemDefinition, definitions: Definitions, depth = 0): DmnType {
  if (item.isCollection) return { problem: `${item.name} is a list, and a policy decides on single values` };
  if (item.itemComponent?.length) return { components: item.itemComponent };
  const inner = dmnType(item.typeRef, definitions, depth + 1);
  return item.allowedValues?.text ? { ...inner, allowed: item.allowedValues } : inner;
}
