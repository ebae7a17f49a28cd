import type { ColumnRules } from "./partition.ts";
import type { Table } from "./table.ts";

/** What one version does with a case: the deciding rule is null for `otherwise`, absent where only outcomes count. */
export interface Result {
  outcome: string;
  rule?: string | null;
}

/** What is known of one side once some rules are out of play. */
export interface State {
  /** The outcome, where no later column can change it. */
  outcome?: string;
  /** The result in the detail that is asked for, where no later column can change it. */
  result?: Result;
  /** Equal on both sides only if they give the same outcome wherever they go from here. */
  signature: string;
  /** Equal for states that lead to the same results in the detail that is asked for. */
  key: string;
}

export interface SideOptions {
  detail: "outcomes" | "rules";
  /** The order of the rules is of no account, on any side. */
  unordered: boolean;
  /** Shared by all sides, so that their signatures can be compared. */
  number: (text: string) => number;
}

/** One table on its way through the columns: which rules are in play, and what that settles. */
export class SideState {
  readonly ends: boolean;
  readonly #table: Table;
  readonly #options: SideOptions;
  readonly #sets: bigint[][];
  /** By rule: the level after which nothing can keep it from matching. */
  readonly #done: number[];
  /** By level and rule: a number for what is left to test, and the outcome. */
  readonly #rest: number[][];

  constructor(table: Table, start: readonly bigint[], order: readonly number[], options: SideOptions) {
    this.#table = table;
    this.#options = options;
    this.ends = table.mode !== "agree";
    this.#sets = order.map((column) => table.rules.map((rule) => rule.sets[column]! & start[column]!));
    this.#done = table.rules.map(
      (_, rule) => this.#sets.findLastIndex((sets, i) => sets[rule] !== start[order[i]!]) + 1,
    );
    this.#rest = [];
    let after = table.rules.map((rule) => options.number(`then ${rule.outcome}`));
    this.#rest[order.length] = after;
    for (let level = order.length - 1; level >= 0; level--) {
      const sets = this.#sets[level]!;
      const later = after;
      after = sets.map((set, rule) => options.number(`${set.toString(32)} ${later[rule]}`));
      this.#rest[level] = after;
    }
  }

  /** All rules that can be in play before any column is looked at. */
  initial(): number[] {
    const all = this.#table.rules.map((_, rule) => rule);
    const end = this.ends ? this.#done.indexOf(0) : -1;
    return end < 0 ? all : all.slice(0, end + 1);
  }

  /** What a partition at this level has to know. */
  at(level: number): ColumnRules {
    return { sets: this.#sets[level]!, matches: this.#done.map((done) => done <= level + 1), ends: this.ends };
  }

  state(level: number, active: readonly number[]): State {
    return this.ends ? this.#inOrder(level, active) : this.#inAgreement(level, active);
  }

  /** All results that may come of the rules in play. */
  possible(active: readonly number[]): Result[] {
    const ofRules = active.map((rule) => this.#result(rule));
    return [...ofRules, { outcome: this.#table.otherwise, rule: null }];
  }

  #inOrder(level: number, active: readonly number[]): State {
    const { rules, otherwise } = this.#table;
    const last = active.at(-1);
    const closed = last !== undefined && this.#done[last]! <= level;
    const usual = closed ? rules[last]!.outcome : otherwise;
    let end = active.length;
    while (end > 0 && rules[active[end - 1]!]!.outcome === usual) end--;
    const rest = active.slice(0, end).map((rule) => this.#rest[level]![rule]!);
    if (this.#options.unordered) rest.sort((a, b) => a - b);
    const signature = `${usual} ${rest.join()}`;
    const byRule = this.#options.detail === "rules";
    const state: State = { signature, key: byRule ? active.join() : signature };
    if (end === 0) state.outcome = usual;
    if (byRule ? active.length === 0 || (closed && active.length === 1) : end === 0) {
      state.result = byRule ? this.#result(last) : { outcome: usual };
    }
    return state;
  }

  #inAgreement(level: number, active: readonly number[]): State {
    const { rules, otherwise } = this.#table;
    const outcomes = new Set(active.map((rule) => rules[rule]!.outcome));
    const matching = active.filter((rule) => this.#done[rule]! <= level);
    const certain = new Set(matching.map((rule) => rules[rule]!.outcome));
    const rest = active.map((rule) => this.#rest[level]![rule]!).sort((a, b) => a - b);
    const signature = `agree ${otherwise} ${[...new Set(rest)].join()}`;
    const byRule = this.#options.detail === "rules";
    const state: State = { signature, key: byRule ? active.join() : signature };
    if (active.length === 0 || certain.size > 1)
      return { ...state, outcome: otherwise, result: this.#result(undefined) };
    const [only] = outcomes;
    if (outcomes.size === 1 && (only === otherwise || matching.length > 0)) state.outcome = only!;
    if (
      matching.length === active.length ||
      (state.outcome && matching[0] === active[0]) ||
      (state.outcome && !byRule)
    ) {
      state.outcome ??= only!;
      state.result = byRule ? this.#result(active[0]) : { outcome: state.outcome };
    }
    return state;
  }

  #result(rule: number | undefined): Result {
    const found = rule === undefined ? undefined : this.#table.rules[rule]!;
    const outcome = found?.outcome ?? this.#table.otherwise;
    return this.#options.detail === "outcomes" ? { outcome } : { outcome, rule: found?.id ?? null };
  }
}
