import { compareNum, isInteger } from "../value/decimal.ts";
import { rankOf, typeOf, type Value } from "../value/value.ts";
import type { Atom } from "./atoms.ts";
import { hasBit } from "./bits.ts";
import type { SpaceColumn } from "./space.ts";

/** Whether a value lies in a set of the column's atoms. */
export function inSet(column: SpaceColumn, set: bigint, value: Value): boolean {
  const at = column.atoms.findIndex((atom) => holds(atom, value, column));
  return at >= 0 && hasBit(set, at);
}

function holds(atom: Atom, value: Value, column: SpaceColumn): boolean {
  if (atom.kind === "null") return value === null;
  if (atom.kind === "text") {
    return typeof value === "string" && !column.atoms.some(({ kind, sample }) => kind === "value" && sample === value);
  }
  if (value === null || typeOf(value) !== typeOf(atom.sample)) return false;
  const rank = rankOf(value);
  if (rank === undefined) return value === atom.sample;
  if (atom.kind === "value") return compareNum(rank, rankOf(atom.sample)!) === 0;
  if (atom.low !== undefined && compareNum(rank, atom.low) <= 0) return false;
  if (atom.high !== undefined && compareNum(rank, atom.high) >= 0) return false;
  return atom.which === "any" || isInteger(rank) === (atom.which === "whole");
}
