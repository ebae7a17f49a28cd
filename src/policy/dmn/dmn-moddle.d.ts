declare module "dmn-moddle" {
  import type { Definitions, DmnElement } from "./model.ts";

  /** The parts of dmn-moddle (https://github.com/bpmn-io/dmn-moddle) that are used here; it publishes no types. */
  export class DmnModdle {
    constructor(packages?: Record<string, unknown>);
    /** Rejects with an Error when the text is not XML, or its root is not a DMN 1.3 `definitions`. */
    fromXML(xml: string): Promise<{ rootElement: Definitions; warnings: { message: string }[] }>;
    toXML(element: DmnElement, options?: { format?: boolean }): Promise<{ xml: string }>;
    create(type: string, properties?: Record<string, unknown>): DmnElement;
    /** An element of a namespace that the model does not describe. */
    createAny(type: string, namespace: string, properties: Record<string, unknown>): DmnElement;
  }
}
