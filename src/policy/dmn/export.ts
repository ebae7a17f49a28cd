import { DmnModdle } from "dmn-moddle";
import type { Finding } from "../finding.ts";
import type { Policy } from "../policy.ts";
import { diagram } from "./diagram.ts";
import { derivedParts, inputParts, itemDefinitions } from "./export-columns.ts";
import { decisionOf } from "./export-decision.ts";
import { exportFindings } from "./export-findings.ts";
import { Maker } from "./maker.ts";
import { DMN13, EXTENSION } from "./namespaces.ts";

/**
 * Writes a policy as DMN 1.3 with a drawing, for Camunda Modeler and other tools: a decision with its table, an input data
 * for each input, a decision with a literal expression for each derived value. What DMN has no word for is written as
 * extensions in the namespace `urn:countersign:policy`, so that {@link importDmn} gives the same policy back. The findings
 * name what other tools will not see; `xml` is absent where the policy holds characters that XML cannot.
 */
export async function exportDmn(policy: Policy): Promise<{ xml?: string; findings: Finding[] }> {
  const findings = exportFindings(policy);
  if (findings.some(({ severity }) => severity === "error")) return { findings };
  const moddle = new DmnModdle();
  const make = new Maker(moddle);
  const items = itemDefinitions(policy, make);
  const inputs = inputParts(policy, items, make);
  const derived = derivedParts(policy, inputs, make);
  const decision = decisionOf(policy, [...inputs.values(), ...derived.values()], make);
  const decisions = [decision, ...derived.values()];
  const definitions = make.element("Definitions", {
    xmlns: DMN13,
    [`xmlns:${EXTENSION.prefix}`]: EXTENSION.uri,
    id: `definitions_${policy.id}`,
    name: policy.title ?? policy.id,
    namespace: `${EXTENSION.uri}:${policy.id}`,
    exporter: "Countersign",
    itemDefinition: [...items.values()],
    drgElement: [...decisions, ...inputs.values()],
    dmnDI: diagram([[decision], [...derived.values()], [...inputs.values()]], make),
  });
  const { xml } = await moddle.toXML(definitions, { format: true });
  return { xml, findings };
}
