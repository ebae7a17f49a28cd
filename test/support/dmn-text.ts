/** What a test changes of {@link dmnText}; each is XML or text of one element. */
export interface DmnParts {
  /** Beside the decision: input data, item definitions, other decisions. */
  beside?: string;
  hit?: string;
  /** The input expressions with their types, `amount: number`. */
  inputs?: string[];
  outputs?: string[];
  /** One rule a line, the cells divided by `|`, output entries last. */
  rules?: string[];
  namespace?: string;
}

const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A small DMN file for tests: one decision, "Approval". */
export function dmnText(parts: DmnParts = {}): string {
  const { inputs = ["amount: number"], outputs = ["<output id='o1'/>"], rules = ['< 100 | "pay"'] } = parts;
  const clauses = inputs.map((input, at) => {
    const [, text, type] = /^(.*?)(?:: (.+))?$/.exec(input)!;
    const typeRef = type === undefined ? "" : ` typeRef="${type}"`;
    return `<input id="i${at + 1}"><inputExpression${typeRef}><text>${xml(text!)}</text></inputExpression></input>`;
  });
  const rows = rules.map((rule, at) => {
    const cells = rule.split("|").map((cell) => xml(cell.trim()));
    const [tests, results] = [cells.slice(0, inputs.length), cells.slice(inputs.length)];
    const entries = (tag: string, texts: string[]) =>
      texts.map((text) => `<${tag}><text>${text}</text></${tag}>`).join("");
    return `<rule id="rule-${at + 1}">${entries("inputEntry", tests)}${entries("outputEntry", results)}</rule>`;
  });
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<definitions xmlns="${parts.namespace ?? "https://www.omg.org/spec/DMN/20191111/MODEL/"}" id="d" name="test" namespace="urn:test">`,
    `<decision id="approval" name="Approval">`,
    `<decisionTable id="table"${parts.hit ? ` hitPolicy="${parts.hit}"` : ""}>`,
    ...clauses,
    ...outputs,
    ...rows,
    "</decisionTable>",
    "</decision>",
    parts.beside ?? "",
    "</definitions>",
    "",
  ].join("\n");
}
