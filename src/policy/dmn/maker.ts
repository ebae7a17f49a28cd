import type { DmnModdle } from "dmn-moddle";
import type { DmnElement } from "./model.ts";
import { EXTENSION } from "./namespaces.ts";

/** An element of the model with its properties, for those who put it together. */
export type Made = DmnElement & Record<string, unknown>;

/** Makes the elements of a DMN model, and ids that are new in the file. */
export class Maker {
  readonly #moddle: DmnModdle;
  readonly #counts = new Map<string, number>();

  constructor(moddle: DmnModdle) {
    this.#moddle = moddle;
  }

  /** An element of DMN, or of the package that the prefix names: `DecisionTable`, `dmndi:DMNShape`. */
  element(type: string, properties: Record<string, unknown> = {}): Made {
    const made = this.#moddle.create(type.includes(":") ? type : `dmn:${type}`, properties);
    for (const value of Object.values(properties)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child === "object" && child !== null && "$type" in child) (child as Made).$parent ??= made;
      }
    }
    return made as Made;
  }

  /** An expression or unary tests. */
  text(type: "LiteralExpression" | "UnaryTests", text: string, properties: Record<string, unknown> = {}): Made {
    return this.element(type, { id: this.id(type), ...properties, text });
  }

  /** An extension element of ours. */
  extension(kind: string, attributes: Record<string, string>, body?: string): Made {
    const properties = { ...attributes, ...(body === undefined ? {} : { $body: body }) };
    return this.#moddle.createAny(`${EXTENSION.prefix}:${kind}`, EXTENSION.uri, properties) as Made;
  }

  extensions(values: readonly Made[]): Record<string, unknown> {
    return values.length === 0 ? {} : { extensionElements: this.element("ExtensionElements", { values }) };
  }

  /** `Rule_1`, `Rule_2`, … */
  id(kind: string): string {
    const next = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, next);
    return `${kind}_${next}`;
  }
}

/** An attribute of ours, left out where there is nothing to say. */
export function mark(key: string, value: string | boolean | undefined): Record<string, string> {
  return value === undefined || value === false ? {} : { [`${EXTENSION.prefix}:${key}`]: String(value) };
}
