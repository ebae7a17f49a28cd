/** The parts of a DMN 1.3 model that are read here, as dmn-moddle gives them (DMN 1.3, clauses 6 to 8 and annex XSD). */
export interface DmnElement {
  $type: string;
  $parent?: DmnElement;
  /** Attributes that DMN 1.3 does not know, with their prefix. */
  $attrs?: Record<string, string>;
  id?: string;
  name?: string;
  label?: string;
  description?: string;
  extensionElements?: { values?: DmnElement[] };
}

export interface Definitions extends DmnElement {
  drgElement?: DmnElement[];
  itemDefinition?: ItemDefinition[];
  import?: DmnElement[];
  artifact?: (DmnElement & { text?: string })[];
  elementCollection?: DmnElement[];
  businessContextElement?: DmnElement[];
  expressionLanguage?: string;
  dmnDI?: DmnElement;
}

export interface ItemDefinition extends DmnElement {
  typeRef?: string;
  allowedValues?: FeelText;
  itemComponent?: ItemDefinition[];
  isCollection?: boolean;
}

/** A literal expression or unary tests: a text in an expression language, FEEL where none is named. */
export interface FeelText extends DmnElement {
  text?: string;
  expressionLanguage?: string;
  typeRef?: string;
}

export interface InputData extends DmnElement {
  variable?: DmnElement & { typeRef?: string };
}

interface Reference {
  href?: string;
}

export interface Decision extends DmnElement {
  question?: string;
  allowedAnswers?: string;
  variable?: DmnElement & { typeRef?: string };
  informationRequirement?: (DmnElement & { requiredDecision?: Reference; requiredInput?: Reference })[];
  knowledgeRequirement?: (DmnElement & { requiredKnowledge?: Reference })[];
  authorityRequirement?: DmnElement[];
  decisionLogic?: DmnElement;
}

export interface InputClause extends DmnElement {
  inputExpression?: FeelText;
  inputValues?: FeelText;
}

export interface OutputClause extends DmnElement {
  typeRef?: string;
  outputValues?: FeelText;
  defaultOutputEntry?: FeelText;
}

export interface DecisionTable extends DmnElement {
  hitPolicy?: string;
  aggregation?: string;
  outputLabel?: string;
  input?: InputClause[];
  output?: OutputClause[];
  annotation?: { name?: string }[];
  rule?: TableRule[];
}

export interface TableRule extends DmnElement {
  inputEntry?: FeelText[];
  outputEntry?: FeelText[];
  annotationEntry?: { text?: string }[];
}

export const isDecision = (element: DmnElement): element is Decision => element.$type === "dmn:Decision";
export const isInputData = (element: DmnElement): element is InputData => element.$type === "dmn:InputData";

/** The decision table of a decision, if that is what it is made by. */
export function tableOf(decision: Decision): DecisionTable | undefined {
  const logic = decision.decisionLogic;
  return logic?.$type === "dmn:DecisionTable" ? (logic as DecisionTable) : undefined;
}

const indexes = new WeakMap<Definitions, Map<string, DmnElement>>();

/** What a reference points at, `#id`; a reference into another file points at nothing here. */
export function byReference(definitions: Definitions, reference: Reference | undefined): DmnElement | undefined {
  let index = indexes.get(definitions);
  if (!index) {
    index = new Map((definitions.drgElement ?? []).map((element) => [`#${element.id}`, element]));
    indexes.set(definitions, index);
  }
  return reference?.href === undefined ? undefined : index.get(reference.href);
}
