import { namesIn } from "../load/derived.ts";
import type { Column, Policy } from "../policy.ts";
import { type Made, type Maker, mark } from "./maker.ts";
import { columnName, unused } from "./names.ts";

/** The name of a column's type in DMN, which has no whole numbers and two kinds of duration. */
export function typeRef(column: Pick<Column, "type" | "duration">): string {
  if (column.type === "integer") return "number";
  return column.type === "duration" ? (column.duration ?? "days and time duration") : column.type;
}

/** A type for each input that has a list or range of values: where DMN keeps them. */
export function itemDefinitions(policy: Policy, make: Maker): Map<string, Made> {
  const items = new Map<string, Made>();
  const names = new Set<string>();
  for (const [input, column] of Object.entries(policy.inputs)) {
    if (!column.values) continue;
    const name = unused(`t_${columnName(input)}`, (one) => names.has(one));
    names.add(name);
    const allowedValues = make.text("UnaryTests", column.values.text);
    items.set(
      input,
      make.element("ItemDefinition", { id: make.id("ItemDefinition"), name, typeRef: typeRef(column), allowedValues }),
    );
  }
  return items;
}

export function inputParts(policy: Policy, items: ReadonlyMap<string, Made>, make: Maker): Map<string, Made> {
  return new Map(
    Object.entries(policy.inputs).map(([name, column]) => {
      const variable = variableOf(name, items.get(name)?.name ?? typeRef(column), make);
      return [name, make.element("InputData", { id: make.id("InputData"), ...facts(name, column), variable })];
    }),
  );
}

/** A decision with a literal expression for each derived value, requiring what its formula reads. */
export function derivedParts(policy: Policy, inputs: ReadonlyMap<string, Made>, make: Maker): Map<string, Made> {
  const made = new Map<string, Made>();
  for (const [name, column] of Object.entries(policy.derived)) {
    const needed = [...namesIn(column.expression)].flatMap((one) => inputs.get(one) ?? made.get(one) ?? []);
    const decision = make.element("Decision", {
      id: make.id("Derived"),
      ...facts(name, column),
      variable: variableOf(name, typeRef(column), make),
      informationRequirement: requirements(needed, make),
      decisionLogic: make.text("LiteralExpression", column.feel, { typeRef: typeRef(column) }),
    });
    made.set(name, decision);
  }
  return made;
}

export function requirements(needed: readonly Made[], make: Maker): Made[] {
  return needed.map((element) => {
    const kind = element.$type === "dmn:Decision" ? "requiredDecision" : "requiredInput";
    const reference = make.element("DMNElementReference", { href: `#${element.id}` });
    return make.element("InformationRequirement", { id: make.id("InformationRequirement"), [kind]: reference });
  });
}

function variableOf(name: string, type: string, make: Maker): Made {
  return make.element("InformationItem", { id: make.id("InformationItem"), name, typeRef: type });
}

/** What a policy says of a column: in DMN's words where it has them, else as attributes of ours. */
function facts(name: string, { type, unit, says, optional }: Policy["inputs"][string] | Policy["derived"][string]) {
  return {
    name,
    ...(says === undefined ? {} : { description: says }),
    ...mark("column", name),
    ...mark("type", type),
    ...mark("unit", unit),
    ...mark("optional", optional),
  };
}
