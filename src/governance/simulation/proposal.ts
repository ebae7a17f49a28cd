import type { Finding } from "../../policy/index.ts";
import { escapeMarkdown } from "../../text/index.ts";
import { findingAt } from "../check/files.ts";
import { raciPath } from "../config/layout.ts";
import type { Vacancy } from "../vacancies.ts";
import { type Simulation, simulationPart } from "./simulation-part.ts";

/** What a pull request's changed rules would mean: shown to those who decide, and no part of the judgement. */
export interface Proposal extends Simulation {
  /** Of the changed chart; empty where it is not changed. */
  vacancies: Vacancy[];
}

/** The part of the comment about changed rules, as Markdown. */
export function proposalPart(proposal: Proposal): string {
  const lines = proposal.vacancies.map(({ severity, role, activities, says }) => {
    const about = `${role}, asked for ${activities.join(", ")}: ${says}`;
    return `- ${severity === "error" ? "⛔" : "⚠️"} ${escapeMarkdown(about, 500)}`;
  });
  const vacancies = lines.length > 0 ? ["**Roles that leave somebody waiting**", "", ...lines].join("\n") : "";
  return [vacancies, simulationPart(proposal)].filter((part) => part !== "").join("\n\n");
}

/** A chart that leaves nobody to change it could never be mended by its own rules, so it must not become the rule. */
export function lockOuts(text: string, vacancies: Vacancy[]): Finding[] {
  return vacancies
    .filter(({ code, activities }) => code === "nobody" && activities.includes("governance"))
    .map(({ role, says, place }) => {
      const message = `Nobody could change these rules any more: ${role} is asked for governance, and nobody can act as it. ${says}`;
      return findingAt(raciPath, text, place, { severity: "error", code: "locked-out", message });
    });
}
