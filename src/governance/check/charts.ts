import { didYouMean, type Finding } from "../../policy/index.ts";
import {
  type Baseline,
  loadRaci,
  loadStages,
  type Raci,
  raciPath,
  raciTestPath,
  type Stages,
  stagesPath,
} from "../config/index.ts";
import { vacanciesOf } from "../vacancies.ts";
import { checkExamples } from "./examples.ts";
import { type Files, findingAt, findingIn } from "./files.ts";

/** Which measure of the baseline each ratio is compared with. */
const compared: Record<string, keyof Baseline> = {
  handling_ratio: "handling_ms",
  cost_ratio: "cost",
  error_ratio: "error_rate",
  audit_pass_ratio: "audit_pass_rate",
};

export interface Charts {
  raci?: Raci;
  stages?: Stages;
  findings: Finding[];
}

/** Reads the two files that everything else refers to. */
export function readCharts(files: Files): Charts {
  const [raciText, stagesText] = [files.read(raciPath), files.read(stagesPath)];
  const findings: Finding[] = [];
  if (raciText === undefined) {
    const message = "There is no RACI chart, so nobody can approve anything. `countersign init` lays one down.";
    findings.push(findingIn(raciPath, "error", "missing-file", message));
  }
  if (stagesText === undefined) {
    const message = "Nothing says which evidence a promotion needs. `countersign init` lays this file down.";
    findings.push(findingIn(stagesPath, "error", "missing-file", message));
  }
  const raci = raciText === undefined ? undefined : loadRaci(raciText, { file: raciPath });
  const stages = stagesText === undefined ? undefined : loadStages(stagesText, { file: stagesPath });
  return {
    ...(raci?.value ? { raci: raci.value } : {}),
    ...(stages?.value ? { stages: stages.value } : {}),
    findings: [...findings, ...(raci?.findings ?? []), ...(stages?.findings ?? [])],
  };
}

/** What the two charts say about each other and about the policies. */
export function checkCharts(files: Files, { raci, stages }: Charts, policies: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const unknownPolicies = (file: string, key: string, named: object) => {
    for (const policy of Object.keys(named)) {
      if (policies.includes(policy)) continue;
      const message = `There is no policy "${policy}".${didYouMean(policy, policies)}`;
      const finding = { severity: "warning", code: "unknown-policy", message } as const;
      findings.push(findingAt(file, files.read(file)!, [key, policy], finding, { key: true }));
    }
  };
  const examples = files.read(raciTestPath);
  if (raci && examples !== undefined) findings.push(...checkExamples(examples, raci));
  if (raci) unknownPolicies(raciPath, "policies", raci.policies);
  if (raci) findings.push(...checkSeparation(raci, files.read(raciPath)!));
  if (!stages) return findings;
  unknownPolicies(stagesPath, "baseline", stages.baseline);
  const text = files.read(stagesPath)!;
  const role = stages.exceptions.escalate_to;
  if (raci && !Object.hasOwn(raci.roles, role)) {
    const message = `governance/raci.yaml has no role "${role}".${didYouMean(role, Object.keys(raci.roles))}`;
    findings.push(
      findingAt(stagesPath, text, ["exceptions", "escalate_to"], { severity: "error", code: "unknown-role", message }),
    );
  }
  return [...findings, ...checkBaselines(stages, text, policies)];
}

/** People who would come to stand alone with their own work. Who is in a team only GitHub knows, so teams are passed over. */
function checkSeparation(raci: Raci, text: string): Finding[] {
  const named = Object.entries(raci.roles).map(([role, { users, teams }]) => {
    return [role, { people: users.map((user) => user.toLowerCase()), unseen: teams, gone: [] }];
  });
  const separated = vacanciesOf(raci, Object.fromEntries(named)).filter(({ code }) =>
    /^(nobody-else|own-work)$/.test(code),
  );
  return separated.map(({ code, severity, activities, says, place }) => {
    const message = `${says} It is so for ${activities.join(", ")}.`;
    return findingAt(raciPath, text, place, { severity, code, message });
  });
}

/** A gate on a ratio stays undecided where a policy has no baseline to compare with. */
function checkBaselines(stages: Stages, text: string, policies: readonly string[]): Finding[] {
  return Object.entries(stages.promotions).flatMap(([stage, { gates }]) =>
    Object.keys(gates).flatMap((figure) => {
      const measure = compared[figure];
      if (measure === undefined) return [];
      const without = policies.filter((policy) => stages.baseline[policy]?.[measure] === undefined);
      if (without.length === 0) return [];
      const message = `${figure} cannot be measured for ${without.join(", ")}: the baseline has no ${measure}, so this gate never passes.`;
      const finding = { severity: "warning", code: "no-baseline", message } as const;
      return [findingAt(stagesPath, text, ["promotions", stage, "gates", figure], finding, { key: true })];
    }),
  );
}
