import type { Decision } from "../../policy/index.ts";
import type { Random } from "./random.ts";

/** How the cases of a trade look, and what its people make of them; all of it invented. */
export interface Trade {
  /** Begins the ids of its decisions. */
  prefix: string;
  /** Who decides the cases that the AI does not. */
  people: readonly string[];
  input(random: Random): Record<string, unknown>;
  segments(random: Random): Record<string, unknown>;
  /** What a person decides, having seen the case and the suggestion. */
  judge(random: Random, input: Record<string, unknown>, suggested: Decision): string;
  /** Share of the cases on which the AI acted that a person checks afterwards. */
  checked: number;
  handlingMs: { person: number; alone: number };
  cost: { person: number; alone: number };
}
