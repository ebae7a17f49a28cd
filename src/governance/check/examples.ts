import { didYouMean, type Finding, pointer, readYaml } from "../../policy/index.ts";
import { loadRaciTest, type Raci, type RaciTest, raciTestPath } from "../config/index.ts";
import { judgeExample } from "../examples/judge-example.ts";

/** Adds a finding at a place of the file. */
type Report = (finding: Pick<Finding, "severity" | "code" | "message">, place: (string | number)[]) => void;

/** Everything that is wrong with governance/raci.test.yaml, and every example that this chart judges otherwise. */
export function checkExamples(text: string, raci: Raci): Finding[] {
  const { value, findings } = loadRaciTest(text, { file: raciTestPath });
  if (!value) return findings;
  const { locate } = readYaml(text);
  const all = [...findings];
  const report: Report = (finding, place) => {
    // Of a role with people, the name is what is wrong.
    const where = locate(pointer(...place), { key: place[0] === "people" });
    all.push({ ...finding, file: raciTestPath, ...where });
  };
  reportUnknown(value, raci, report);
  reportFailing(value, raci, report);
  return all;
}

const labels = {
  state: "State",
  next: "Who can act next",
  missing: "Roles yet to answer",
  blockers: "To mend first",
  refused: "Commands refused",
};

function reportFailing({ examples, people }: RaciTest, raci: Raci, report: Report): void {
  for (const [index, example] of examples.entries()) {
    for (const { key, expected, got } of judgeExample(example, raci, people)) {
      const message = `The example "${example.id}" fails. ${labels[key]}: expected ${expected}; got ${got}`;
      report({ severity: "error", code: "example-fails", message }, ["examples", index, "expect", key]);
    }
  }
}

/** Roles that the chart does not have: such an example tests nothing that can happen. */
function reportUnknown({ examples, people }: RaciTest, raci: Raci, report: Report): void {
  const roles = Object.keys(raci.roles);
  const check = (role: string, place: (string | number)[]) => {
    if (roles.includes(role)) return;
    const message = `governance/raci.yaml has no role "${role}".${didYouMean(role, roles)}`;
    report({ severity: "error", code: "unknown-role", message }, place);
  };
  for (const role of Object.keys(people)) check(role, ["people", role]);
  for (const [index, { expect }] of examples.entries()) {
    for (const [at, role] of (expect.missing ?? []).entries())
      check(role, ["examples", index, "expect", "missing", at]);
  }
}
