import { parseExpression } from "../feel/parse-expression.ts";
import { parseTest } from "../feel/parse-test.ts";
import { formatValue, type Value } from "../value/value.ts";
import { booleanText, foreignLanguage } from "./cells.ts";
import { extensions } from "./extension.ts";
import { dmnType, itemType } from "./item-types.ts";
import type { Decision, DecisionTable, Definitions, FeelText, OutputClause } from "./model.ts";
import { outcomeName, unused } from "./names.ts";
import type { DmnReport } from "./report.ts";

export interface OutcomeDraft {
  name: string;
  acts: boolean;
  says?: string;
  /** The value of each output, as FEEL literals, by the name of the output. */
  outputs: Record<string, string>;
}

export interface Outcomes {
  drafts: OutcomeDraft[];
  /** The outcome of each rule, in the order of the table; undefined where its output is no constant. */
  decided: (string | undefined)[];
  otherwise: string;
}

/**
 * Makes the outcomes of a table: one for each combination of output values that some rule gives, named by those values. The
 * order is that of the output values, first output first, which is what PRIORITY goes by (DMN 1.3, 8.2.11).
 */
export function readOutcomes(
  decision: Decision,
  table: DecisionTable,
  definitions: Definitions,
  report: DmnReport,
): Outcomes {
  const reader = new OutcomeReader(decision, table, definitions, report);
  const decided = (table.rule ?? []).map((rule, at) => reader.outcome(rule.outputEntry ?? [], `rule ${at + 1}`)?.name);
  reader.allowed();
  const otherwise = reader.otherwise();
  return { drafts: reader.sorted(), decided, otherwise };
}

class OutcomeReader {
  readonly #decision: Decision;
  readonly #table: DecisionTable;
  readonly #definitions: Definitions;
  readonly #report: DmnReport;
  readonly #outputs: readonly OutputClause[];
  readonly #labels: readonly string[];
  readonly #values: readonly (readonly Value[])[];
  /** The names of the outcomes that the export wrote. */
  readonly #known: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #byKey = new Map<string, OutcomeDraft & { rank: number[] }>();

  constructor(decision: Decision, table: DecisionTable, definitions: Definitions, report: DmnReport) {
    this.#decision = decision;
    this.#table = table;
    this.#definitions = definitions;
    this.#report = report;
    this.#outputs = table.output ?? [];
    this.#known = new Set(extensions(decision, "outcome").flatMap(({ name }) => name ?? []));
    this.#labels = labelsOf(this.#outputs, table.outputLabel ?? decision.name ?? "outcome");
    this.#values = this.#outputs.map((clause, at) => this.#allowedValues(clause, at));
  }

  get #where(): string {
    return `Decision "${this.#decision.name ?? this.#decision.id}"`;
  }

  outcome(entries: readonly (FeelText | undefined)[], where: string): (OutcomeDraft & { rank: number[] }) | undefined {
    const values = this.#outputs.map((_, at) => this.#constant(entries[at], `${this.#where}, ${where}`));
    if (values.includes(undefined)) return undefined;
    for (const [at, value] of values.entries()) {
      const listed = this.#values[at]!;
      if (listed.length === 0 || value === null || listed.some((one) => formatValue(one) === formatValue(value!)))
        continue;
      const message = `${this.#where}, ${where}: ${formatValue(value!)} is none of the output values of ${this.#labels[at]}; it is an outcome all the same.`;
      this.#report.warn("dmn-output-values", message, entries[at]);
    }
    return this.#made(values as Value[]);
  }

  /** Output values that no rule gives are outcomes too, so that the list stays whole; only one output has such a list. */
  allowed(): void {
    if (this.#outputs.length === 1) for (const value of this.#values[0]!) this.#made([value]);
  }

  otherwise(): string {
    const defaults = this.#outputs.map((clause) => clause.defaultOutputEntry);
    if (defaults.some((entry) => entry?.text?.trim())) {
      const made = this.outcome(defaults, "default output");
      return made?.name ?? this.#undecided();
    }
    this.#report.warn(
      "dmn-no-default",
      `${this.#where} gives nothing where no rule matches. Here a person then decides: outcome "${this.#undecided()}".`,
      this.#table,
    );
    return this.#undecided();
  }

  sorted(): OutcomeDraft[] {
    const drafts = [...this.#byKey.values()];
    const tied = drafts.some(({ rank }, at) => drafts.some((other, to) => to > at && compare(rank, other.rank) === 0));
    if (this.#table.hitPolicy === "PRIORITY" && tied) {
      this.#report.warn(
        "dmn-priority",
        `${this.#where}: the output values do not order all outcomes; those that tie keep the order of the rules. Check the order under outcomes.`,
        this.#table,
      );
    }
    return drafts.sort((a, b) => compare(a.rank, b.rank)).map(({ rank: _, ...draft }) => this.#marked(draft));
  }

  #undecided(): string {
    const key = "undecided";
    const known = this.#byKey.get(key);
    if (known) return known.name;
    const says = "No rule of the table decides; a person does.";
    const name = this.#named("undecided");
    this.#byKey.set(key, { name, acts: false, says, outputs: {}, rank: this.#outputs.map(() => Infinity) });
    return name;
  }

  /** The name, or one like it that no other outcome has. */
  #named(wanted: string): string {
    const name = unused(wanted, (one) => this.#names.has(one), " ");
    this.#names.add(name);
    return name;
  }

  #made(values: readonly Value[]): OutcomeDraft & { rank: number[] } {
    const literals = values.map(formatValue);
    const key = `= ${literals.join(", ")}`;
    const known = this.#byKey.get(key);
    if (known) return known;
    const wanted = this.#ours(values) ?? outcomeName(values.map((value, at) => this.#spoken(value, at)).join(" - "));
    const name = this.#named(wanted);
    const exact = values.length === 1 && values[0] === name;
    const says = exact ? {} : { says: literals.map((literal, at) => `${this.#labels[at]} = ${literal}`).join(", ") };
    const outputs = Object.fromEntries(literals.map((literal, at) => [this.#labels[at]!, literal]));
    const rank = values.map((value, at) => this.#rank(value, at));
    const made = { name, acts: false, ...says, outputs, rank };
    this.#byKey.set(key, made);
    return made;
  }

  /** The name as it is, where the export wrote it. */
  #ours(values: readonly Value[]): string | undefined {
    const [value] = values;
    return values.length === 1 && typeof value === "string" && this.#known.has(value) ? value : undefined;
  }

  #spoken(value: Value, at: number): string {
    if (typeof value === "string" && value.trim() !== "") return value;
    return `${this.#labels[at]} ${value === null ? "none" : value === "" ? "empty" : formatValue(value)}`;
  }

  #rank(value: Value, at: number): number {
    const place = this.#values[at]!.findIndex((one) => formatValue(one) === formatValue(value));
    return place < 0 ? this.#values[at]!.length : place;
  }

  #constant(entry: FeelText | undefined, where: string): Value | undefined {
    const text = (entry?.text ?? "").trim();
    const language = foreignLanguage(entry, this.#definitions);
    if (text === "" || text === "-") return null;
    const { expression, problems } = parseExpression(booleanText(text) ?? text);
    if (expression?.kind === "literal" && !language) return expression.value;
    const what = language
      ? `it is written in ${language}`
      : (problems[0]?.message ?? "it is computed, and an outcome is a name: decide between constants");
    this.#report.error(
      "dmn-output",
      `${where}: \`${text.slice(0, 100)}\` cannot be an outcome: ${what}`,
      entry ?? this.#table,
    );
    return undefined;
  }

  #allowedValues(clause: OutputClause, at: number): Value[] {
    const type = dmnType(clause.typeRef ?? this.#decision.variable?.typeRef, this.#definitions);
    const component = type.components?.find(({ name }) => name === this.#outputs[at]!.name);
    const inherited = component ? itemType(component, this.#definitions).allowed : type.allowed;
    const text = (clause.outputValues?.text ?? inherited?.text ?? "").trim();
    if (text === "" || text === "-") return [];
    const { test } = parseTest(text);
    if (test?.kind === "list" && !test.not && test.items.every(({ kind }) => kind === "equals")) {
      return test.items.flatMap((item) => (item.kind === "equals" ? [item.value] : []));
    }
    // A list that is too long to be read stands once more among the extensions, in the same order.
    if (this.#known.size > 0 && this.#outputs.length === 1) return [...this.#known];
    const message = `${this.#where}: the output values ${text.slice(0, 100)} are no list of values and are not carried.`;
    this.#report.warn("dmn-not-carried", message, clause);
    return [];
  }

  /** With what the export wrote of an outcome. */
  #marked(draft: OutcomeDraft): OutcomeDraft {
    const ours = extensions(this.#decision, "outcome").find(({ name }) => name === draft.name);
    if (!ours) return draft;
    const says = ours.$body ? { says: ours.$body } : {};
    const { says: _, ...rest } = draft;
    return { ...rest, acts: ours.acts === "true", ...says };
  }
}

/** A name for each output, each of its own. */
function labelsOf(outputs: readonly OutputClause[], single: string): string[] {
  const labels: string[] = [];
  for (const [at, clause] of outputs.entries()) {
    const name = clause.name ?? clause.label ?? (outputs.length === 1 ? single : `output ${at + 1}`);
    labels.push(unused(name.trim().replace(/\s+/g, " "), (one) => labels.includes(one), " "));
  }
  return labels;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, place] of a.entries()) {
    const other = b[at]!;
    if (place !== other) return place < other ? -1 : 1;
  }
  return 0;
}
