import { marked } from "./extension.ts";
import { type DmnType, dmnType, itemType } from "./item-types.ts";
import {
  byReference,
  type Decision,
  type Definitions,
  type DmnElement,
  type FeelText,
  isDecision,
  isInputData,
  tableOf,
} from "./model.ts";

/** What a name in the expressions of a decision stands for. */
export interface Source {
  /** `input`: given with the case. `formula`: a decision that a literal expression makes. `result`: any other decision. */
  kind: "input" | "formula" | "result";
  /** The name in the DMN file; a part of a structure with its path, `Applicant.Age`. */
  name: string;
  element: DmnElement;
  dmn: DmnType;
  /** The decision that the expressions of this formula see. */
  decision?: Decision;
}

/** Names that the expressions of one decision may use; more make the search for them slow. */
const NAMES = 1_000;

/**
 * The names a decision sees: what it requires, and every other input data of the file, because not every tool draws the
 * requirements. The parts of structures are named by their paths.
 */
export function scopeOf(decision: Decision, definitions: Definitions): Map<string, Source> {
  const scope = new Map<string, Source>();
  const add = (source: Source) => {
    if (source.name !== "" && !scope.has(source.name) && scope.size < NAMES) scope.set(source.name, source);
  };
  for (const { requiredDecision, requiredInput } of decision.informationRequirement ?? []) {
    const element = byReference(definitions, requiredDecision ?? requiredInput);
    if (element && isDecision(element)) for (const source of decisionSources(element, definitions)) add(source);
    else if (element) for (const source of inputSources(element, definitions)) add(source);
  }
  for (const { requiredDecision } of decision.informationRequirement ?? []) {
    const element = byReference(definitions, requiredDecision);
    if (element && isDecision(element)) for (const source of outputSources(element, definitions)) add(source);
  }
  for (const element of definitions.drgElement ?? []) {
    if (isInputData(element)) for (const source of inputSources(element, definitions)) add(source);
  }
  return scope;
}

function decisionSources(decision: Decision, definitions: Definitions): Source[] {
  const kind = decision.decisionLogic?.$type === "dmn:LiteralExpression" ? "formula" : "result";
  const literal = decision.decisionLogic as FeelText | undefined;
  const dmn = dmnType(decision.variable?.typeRef ?? (kind === "formula" ? literal?.typeRef : undefined), definitions);
  return namesOf(decision).map((name) => ({ kind, name, element: decision, dmn, decision }));
}

/**
 * The outputs of a required table: a part of its result, `Dish.wine`, and for Camunda the bare name of the output
 * (https://docs.camunda.org/manual/latest/reference/dmn/drg).
 */
function outputSources(decision: Decision, definitions: Definitions): Source[] {
  return (tableOf(decision)?.output ?? []).flatMap(({ name, typeRef }) => {
    if (!name) return [];
    const source = { kind: "result" as const, element: decision, dmn: dmnType(typeRef, definitions), decision };
    return [`${plainName(decision)}.${spaced(name)}`, spaced(name)].map((one) => ({ ...source, name: one }));
  });
}

function inputSources(element: DmnElement, definitions: Definitions): Source[] {
  const { variable } = element as { variable?: { typeRef?: string } };
  const dmn = dmnType(variable?.typeRef, definitions);
  return namesOf(element).flatMap((name) => leaves({ kind: "input", name, element, dmn }, definitions, 0));
}

/** The source itself, or the parts of a structure. */
function leaves(source: Source, definitions: Definitions, depth: number): Source[] {
  if (!source.dmn.components) return [source];
  if (depth > 8) return [];
  return source.dmn.components.slice(0, NAMES).flatMap((component) => {
    const part = { ...source, name: `${source.name}.${spaced(component.name)}`, dmn: itemType(component, definitions) };
    return leaves(part, definitions, depth + 1);
  });
}

const spaced = (name: string | undefined) => (name ?? "").trim().replace(/\s+/g, " ");

const plainName = (element: DmnElement) => spaced(element.name);

/** The element's name and its variable's, which must be the same (DMN 1.3, 6.3.7) and are not in Camunda's files. */
function namesOf(element: DmnElement & { variable?: { name?: string } }): string[] {
  return [...new Set([plainName(element), spaced(element.variable?.name)])];
}

/** True for an input that the export wrote, which stays even where nothing reads it. */
export const isOurs = ({ element }: Source): boolean => marked(element, "type") !== undefined;
