import type { Operator } from "../functions/arithmetic.ts";
import type { StaticType } from "../functions/builtin.ts";

const isDuration = (type: StaticType) => type.endsWith("duration");
const isPoint = (type: StaticType) => type === "date" || type === "date and time";

/** What an arithmetic operation gives on two types (DMN 1.3, tables 45 to 49); undefined where it does not work. */
export function arithmeticType(op: Operator, left: StaticType, right: StaticType): StaticType | undefined {
  const known = [left, right].filter((type) => type !== "any" && type !== "null");
  if (known.length < 2) return known.includes("boolean") ? undefined : "any";
  if (left === "number" && right === "number") return "number";
  if (left === "string" && right === "string") return op === "+" ? "string" : undefined;
  if (isPoint(left) && isPoint(right)) return op === "-" ? "days and time duration" : undefined;
  if (isPoint(left) && isDuration(right)) return op === "+" || op === "-" ? left : undefined;
  if (isDuration(left) && isPoint(right)) return op === "+" ? right : undefined;
  if (isDuration(left) && isDuration(right)) return ofDurations(op, left, right);
  if (isDuration(left) && right === "number") return op === "*" || op === "/" ? left : undefined;
  if (left === "number" && isDuration(right)) return op === "*" ? right : undefined;
  return undefined;
}

function ofDurations(op: Operator, left: StaticType, right: StaticType): StaticType | undefined {
  if (left !== right && left !== "duration" && right !== "duration") return undefined;
  if (op === "/") return "number";
  return op === "+" || op === "-" ? (left === "duration" ? right : left) : undefined;
}
