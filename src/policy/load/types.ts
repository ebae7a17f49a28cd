import type { StaticType } from "../functions/builtin.ts";
import { TYPES, type Type } from "../value/value.ts";

export const isType = (type: unknown): type is Type => TYPES.includes(type as Type);

/** The type a column has inside a formula. */
export const staticType = (type: Type): StaticType => (type === "integer" ? "number" : type);
