import { parseExpression } from "../feel/parse-expression.ts";
import { LIMITS } from "../limits.ts";
import { namesIn } from "../load/derived.ts";
import type { Type } from "../value/value.ts";
import { asksForNull, cellText, datesHaveTimes, foreignLanguage, typeOfTests } from "./cells.ts";
import { marked } from "./extension.ts";
import { dmnType } from "./item-types.ts";
import {
  byReference,
  type Decision,
  type DecisionTable,
  type Definitions,
  type DmnElement,
  type FeelText,
  type InputClause,
} from "./model.ts";
import { columnName, replaceNames, unused } from "./names.ts";
import type { DmnReport } from "./report.ts";
import { isOurs, type Source, scopeOf } from "./scope.ts";

/** An input or a derived value of the policy that is being made. */
export interface ColumnDraft {
  kind: "input" | "derived";
  name: string;
  element: DmnElement;
  type?: Type;
  /** The text of the tests that its values must pass. */
  allowed?: string;
  feel?: string;
  unit?: string;
  says?: string;
  optional: boolean;
}

export interface Columns {
  drafts: ColumnDraft[];
  /** The column that each input clause of the table tests, in the order of the table. */
  tested: ColumnDraft[];
  /** What each input of the policy is called in the DMN file: `Applicant.Age` → `Applicant_Age`. */
  names: Record<string, string>;
  /** Decisions that became derived values. */
  inlined: Decision[];
}

/** Reads the input clauses of a table: plain names become inputs, other expressions derived values. */
export function readColumns(
  decision: Decision,
  table: DecisionTable,
  definitions: Definitions,
  report: DmnReport,
): Columns {
  const reader = new ColumnReader(decision, definitions, report);
  reader.ours();
  const tested = (table.input ?? []).map((clause) => reader.clause(clause));
  reader.unread();
  for (const [at, draft] of tested.entries()) {
    const texts = (table.rule ?? []).flatMap((rule) => cellText(rule.inputEntry?.[at]) ?? []);
    draft.type ??= typeOfTests(texts);
    if (draft.type === "date" && datesHaveTimes(texts)) {
      draft.type = "date and time";
      report.warn(
        "dmn-type",
        `${reader.where}: the tests on ${draft.name} have times, so it is a date and time.`,
        draft.element,
      );
    }
    if (marked(draft.element, "type") === undefined && texts.some(asksForNull)) draft.optional = true;
  }
  return { drafts: [...reader.drafts.values()], tested, names: reader.names, inlined: reader.inlined };
}

class ColumnReader {
  readonly drafts = new Map<string, ColumnDraft>();
  readonly names: Record<string, string> = {};
  readonly inlined: Decision[] = [];
  readonly where: string;
  readonly #decision: Decision;
  readonly #definitions: Definitions;
  readonly #report: DmnReport;
  readonly #scope: Map<string, Source>;
  readonly #bySource = new Map<string, ColumnDraft>();
  readonly #tested = new Set<ColumnDraft>();

  constructor(decision: Decision, definitions: Definitions, report: DmnReport) {
    this.#decision = decision;
    this.#definitions = definitions;
    this.#report = report;
    this.#scope = scopeOf(decision, definitions);
    this.where = `Decision "${decision.name ?? decision.id}"`;
  }

  /** The column of an input clause. A second clause on the same value gets a derived value of its own. */
  clause(clause: InputClause): ColumnDraft {
    const scope = this.#scope;
    const expression = clause.inputExpression;
    const text = (expression?.text ?? "").trim().replace(/\s+/g, " ");
    const path = text.replace(/\s*\.\s*/g, ".");
    let draft: ColumnDraft;
    if (scope.has(path)) draft = this.#use(scope.get(path)!);
    else if (isPlainName(path)) draft = this.#unknown(path, clause);
    else draft = this.#formula(clause.label ?? clause.name ?? "derived", text, expression, clause, scope);
    if (this.#tested.has(draft)) draft = this.#copy(draft);
    this.#tested.add(draft);
    this.#typed(draft, clause);
    return draft;
  }

  /** Takes the inputs and derived values that the export wrote, in their order, whether a rule tests them or not. */
  ours(): void {
    for (const source of this.#scope.values()) if (isOurs(source)) this.#use(source);
  }

  /** Names what the decision requires and does not read. */
  unread(): void {
    const read = new Set([...this.drafts.values()].map(({ element }) => element));
    for (const { requiredDecision, requiredInput } of this.#decision.informationRequirement ?? []) {
      const reference = requiredDecision ?? requiredInput;
      const named = byReference(this.#definitions, reference);
      if (reference?.href === undefined || (named && read.has(named))) continue;
      const what = named ? `"${named.name ?? named.id}"` : reference.href;
      const why = named ? "no expression of its table reads it" : "it is not in this file";
      this.#report.warn("dmn-not-carried", `${this.where} requires ${what}, and ${why}: left out.`, this.#decision);
    }
  }

  #add(source: string, wanted: string, draft: Omit<ColumnDraft, "name">): ColumnDraft {
    const name = unused(wanted, (one) => this.drafts.has(one));
    const added = { ...draft, name };
    this.drafts.set(name, added);
    this.#bySource.set(source, added);
    if (draft.kind === "input") this.names[source] = name;
    return added;
  }

  #use(source: Source): ColumnDraft {
    const known = this.#bySource.get(source.name);
    if (known) return known;
    const { element, dmn } = source;
    if (dmn.problem) this.#report.error("dmn-type", `${this.where}, ${source.name}: ${dmn.problem}.`, element);
    const ours = marked(element, "column");
    const facts = factsOf(source);
    if (source.kind === "formula") {
      const made = this.#inline(source);
      if (made) return this.#add(source.name, ours ?? columnName(source.name), { ...facts, ...made });
    }
    if (source.kind !== "input") {
      this.#report.warn(
        "dmn-required-decision",
        `${this.where} requires the decision "${element.name}"; here its ${source.name === element.name ? "result" : source.name} is an input: feed it with the outcome of that decision.`,
        element,
      );
    }
    const allowed = dmn.allowed?.text?.trim();
    return this.#add(source.name, ours ?? columnName(source.name), { ...facts, ...(allowed ? { allowed } : {}) });
  }

  /** The formula of a required literal expression; undefined, with the reason reported, where a policy cannot hold it. */
  #inline({ name, element, decision }: Source): Pick<ColumnDraft, "kind" | "feel"> | undefined {
    const literal = decision!.decisionLogic as FeelText;
    const language = foreignLanguage(literal, this.#definitions);
    const { problems } = parseExpression(literal.text ?? "");
    const problem = language ? `it is written in ${language}.` : problems[0]?.message;
    if (problem !== undefined) {
      this.#report.warn("dmn-required-decision", `"${name}" cannot be a derived value: ${problem}`, element);
      return undefined;
    }
    if (this.inlined.includes(decision!) || this.inlined.length >= LIMITS.columns) {
      const known = this.inlined.includes(decision!);
      const why = known ? `"${name}" requires itself` : `more than ${LIMITS.columns} formulas are required`;
      this.#report.error(known ? "circular" : "too-many-columns", `${this.where}: ${why}.`, element);
      return undefined;
    }
    this.inlined.push(decision!);
    const feel = this.#renamed(literal.text!.trim(), scopeOf(decision!, this.#definitions));
    return { kind: "derived", feel };
  }

  #unknown(path: string, element: DmnElement): ColumnDraft {
    const known = this.#bySource.get(path);
    const name = columnName(path);
    const says = name === path ? {} : { says: path };
    return known ?? this.#add(path, name, { kind: "input", element, ...says, optional: false });
  }

  #formula(
    label: string,
    text: string,
    expression: FeelText | undefined,
    clause: InputClause,
    scope: Map<string, Source>,
  ): ColumnDraft {
    const language = foreignLanguage(expression, this.#definitions);
    const feel = this.#renamed(text, scope);
    const { expression: formula, problems } = parseExpression(feel);
    const problem = text === "" ? "it has no expression" : language && `it is written in ${language}`;
    const message = problem ?? problems[0]?.message;
    if (message) this.#report.error("dmn-expression", `${this.where}, input ${label}: ${message}`, clause);
    for (const name of formula ? namesIn(formula) : []) if (!this.drafts.has(name)) this.#unknown(name, clause);
    const name = columnName(marked(clause, "column") ?? label);
    return this.#add(`= ${text}`, name, { kind: "derived", element: clause, feel, optional: false });
  }

  #renamed(text: string, scope: Map<string, Source>): string {
    // What is too long is refused when it is parsed.
    if (text.length > LIMITS.textLength) return text;
    return replaceNames(text, [...scope.keys()], (name) => this.#use(scope.get(name)!).name);
  }

  #copy(draft: ColumnDraft): ColumnDraft {
    const { name, type, element, optional } = draft;
    const typed = type ? { type } : {};
    const key = unused(`copy of ${name}`, (one) => this.#bySource.has(one));
    return this.#add(key, name, { kind: "derived", element, ...typed, feel: name, optional });
  }

  /** Adds what the clause itself says of the type and the allowed values. */
  #typed(draft: ColumnDraft, clause: InputClause): void {
    const { type, allowed, problem } = dmnType(clause.inputExpression?.typeRef, this.#definitions);
    if (problem) this.#report.error("dmn-type", `${this.where}, ${draft.name}: ${problem}.`, clause);
    if (type) draft.type ??= type;
    if (clause.label && columnName(clause.label) !== draft.name) draft.says ??= clause.label;
    const values = (clause.inputValues?.text ?? allowed?.text ?? "").trim();
    if (values === "" || values === "-") return;
    if (draft.kind === "input") draft.allowed ??= values;
    else {
      const message = `${this.where}, ${draft.name}: the allowed values ${values} of a computed value are not checked.`;
      this.#report.warn("dmn-not-carried", message, clause);
    }
  }
}

/** What an element says of the value it stands for. A name that the policy cannot have becomes part of the description. */
function factsOf({ element, dmn, name }: Source): Omit<ColumnDraft, "name"> {
  const type = (marked(element, "type") as Type | undefined) ?? dmn.type;
  const unit = marked(element, "unit");
  const renamed = columnName(name) === name || marked(element, "column") !== undefined ? undefined : name;
  const says = element.description ?? renamed;
  return {
    kind: "input",
    element,
    ...(type ? { type } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(says === undefined ? {} : { says }),
    optional: marked(element, "optional") === "true",
  };
}

function isPlainName(text: string): boolean {
  return (
    /^[\p{L}_][\p{L}\p{N}_]*(?: [\p{L}\p{N}_]+)*(?:\.[\p{L}_][\p{L}\p{N}_]*(?: [\p{L}\p{N}_]+)*)*$/u.test(text) &&
    !/^(?:true|false|null)$/.test(text) &&
    !/(?:^| )(?:and|or|in|if|then|else|between|instance of|for|some|every)(?: |$)/.test(text)
  );
}
