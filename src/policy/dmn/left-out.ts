import type { Decision, Definitions, DmnElement } from "./model.ts";
import { EXTENSION } from "./namespaces.ts";
import type { DmnReport } from "./report.ts";

const KINDS: Record<string, string> = {
  BusinessKnowledgeModel: "business knowledge model",
  DecisionService: "decision service",
  KnowledgeSource: "knowledge source",
  TextAnnotation: "text annotation",
  ElementCollection: "element collection",
  OrganizationUnit: "organization unit",
  PerformanceIndicator: "performance indicator",
  Import: "import of another file",
  Invocation: "an invocation",
  LiteralExpression: "a literal expression",
  Context: "a boxed context",
  List: "a boxed list",
  Relation: "a relation",
  FunctionDefinition: "a function",
};

/** Names what stands in the file beside the tables that were imported, so that nothing is dropped in silence. */
export function reportLeftOut(definitions: Definitions, carried: ReadonlySet<DmnElement>, report: DmnReport): void {
  const { drgElement = [], artifact = [], elementCollection = [], businessContextElement = [] } = definitions;
  const others = drgElement.filter(({ $type }) => $type !== "dmn:Decision" && $type !== "dmn:InputData");
  const notes = artifact.filter(({ $type }) => $type === "dmn:TextAnnotation");
  for (const element of [...(definitions.import ?? []), ...others, ...elementCollection, ...businessContextElement]) {
    report.warn("dmn-not-carried", `The ${kind(element)} "${element.name ?? element.id}" is not carried.`, element);
  }
  for (const note of notes) {
    report.warn("dmn-not-carried", `The text annotation "${(note.text ?? "").slice(0, 200)}" is not carried.`, note);
  }
  for (const element of drgElement) {
    if (element.$type !== "dmn:Decision") continue;
    if (carried.has(element)) reportParts(element, report);
    else reportOtherLogic(element, report);
  }
  reportVendors(definitions, report);
}

function reportOtherLogic(decision: Decision, report: DmnReport): void {
  const { decisionLogic: logic, name, id } = decision;
  if (logic?.$type === "dmn:DecisionTable") return;
  const what = logic ? `is made by ${kind(logic)}` : "has no logic that is read here";
  const message = `Decision "${name ?? id}" ${what}, not by a decision table: it is not carried.`;
  report.warn("dmn-not-a-table", message, decision);
}

function reportParts(decision: Decision, report: DmnReport): void {
  const parts: [string, unknown][] = [
    ["knowledge requirements", decision.knowledgeRequirement],
    ["authority requirements", decision.authorityRequirement],
    ["allowed answers", decision.allowedAnswers],
    ...[
      "supportedObjective",
      "impactedPerformanceIndicator",
      "decisionMaker",
      "decisionOwner",
      "usingProcess",
      "usingTask",
    ].map((key): [string, unknown] => [key, (decision as unknown as Record<string, unknown>)[key]]),
  ];
  const found = parts.filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (found.length === 0) return;
  const named = found.map(([name]) => name).join(", ");
  const message = `Decision "${decision.name ?? decision.id}": ${named} are not carried; who decides stands in governance/raci.yaml.`;
  report.warn("dmn-not-carried", message, decision);
}

/** Attributes and extension elements of vendors, one finding for each namespace prefix. Sizes on the drawing do not count. */
function reportVendors(definitions: Definitions, report: DmnReport): void {
  const found = new Map<string, { names: Set<string>; first: DmnElement; count: number }>();
  const add = (name: string, element: DmnElement) => {
    const [prefix, local] = name.includes(":") ? name.split(":", 2) : ["", name];
    if (["xmlns", "xsi", "biodi", EXTENSION.prefix].includes(prefix!) || name === "xmlns") return;
    const entry = found.get(prefix!) ?? { names: new Set<string>(), first: element, count: 0 };
    entry.names.add(local!);
    entry.count++;
    found.set(prefix!, entry);
  };
  visit(definitions, (element) => {
    for (const [name, value] of Object.entries(element.$attrs ?? {})) if (value !== "") add(name, element);
    for (const extension of element.extensionElements?.values ?? []) add(extension.$type, element);
  });
  for (const [prefix, { names, first, count }] of found) {
    const whose = prefix === "" ? "Attributes that DMN 1.3 does not know" : `Extensions of ${prefix}`;
    const listed = [...names].slice(0, 10).join(", ");
    const more = count > 1 ? ` (${count} places)` : "";
    report.warn("dmn-extension", `${whose} are not carried: ${listed}${more}.`, first);
  }
}

/** Every element of the model but the drawing; the reader has bounded how deep they nest. */
function visit(element: DmnElement, see: (element: DmnElement) => void): void {
  see(element);
  for (const [key, value] of Object.entries(element)) {
    if (key.startsWith("$") || key === "dmnDI" || key === "extensionElements") continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "$type" in child) visit(child as DmnElement, see);
    }
  }
}

const kind = ({ $type }: DmnElement): string => {
  const local = $type.replace(/^\w+:/, "");
  return KINDS[local] ?? local;
};
