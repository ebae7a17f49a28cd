import { type FlipGroup, headline, number, ruleName } from "../../src/replay/index.ts";
import { plainText } from "../../src/text/index.ts";
import type { Annotation } from "./github.ts";
import type { TestedPolicy } from "./policies.ts";
import type { Tested } from "./present.ts";

/** As many as GitHub takes in one request: https://docs.github.com/en/rest/checks/runs */
export const maxAnnotations = 50;

/** Findings first, then the lines of the rules that flip decisions, those of the most decisions first. */
export function annotations({ policies, findings }: Tested): Annotation[] {
  const wrong = [...findings, ...policies.flatMap((policy) => policy.findings)].map((finding) =>
    annotation(
      finding.file ?? "",
      finding.line ?? 1,
      finding.severity === "error" ? "failure" : "warning",
      finding.message,
    ),
  );
  const about = policies.flatMap((policy) => (policy.kind === "model" ? modelAnnotations(policy) : rules(policy)));
  return [...wrong, ...about].filter(({ path }) => path !== "").slice(0, maxAnnotations);
}

/** Each rule of the head that decides what another did, or no longer decides what falls to `otherwise` now. */
function rules({ change, head, report }: TestedPolicy): Annotation[] {
  const groups = report?.flips.groups ?? [];
  return (head?.rules ?? [])
    .map(({ id, line }) => {
      const gained = groups.filter((group) => group.to_rule === id);
      const lost = groups.filter((group) => group.to_rule === null && group.from_rule === id);
      return { line, gained, lost, count: [...gained, ...lost].reduce((sum, group) => sum + group.count, 0) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ line, gained, lost }) => {
      const lines = [...gained.map(gainedWords), ...lost.map(lostWords)];
      return annotation(change.path, line, "notice", lines.join("\n"));
    });
}

const decisions = (count: number) => `${number(count)} past decision${count === 1 ? "" : "s"}`;
const people = ({ toward_human, away_from_human }: FlipGroup) =>
  `${number(toward_human)} toward what people decided, ${number(away_from_human)} away; for example `;

const gainedWords = (group: FlipGroup): string =>
  `${decisions(group.count)} ${group.count === 1 ? "turns" : "turn"} from ${group.from} (${ruleName(group.from_rule)}) to ${group.to} by this rule: ${people(group)}${group.examples[0]}.`;

const lostWords = (group: FlipGroup): string =>
  `${decisions(group.count)} that this rule decided ${group.count === 1 ? "falls" : "fall"} to otherwise now, from ${group.from} to ${group.to}: ${people(group)}${group.examples[0]}.`;

/** A new model flips decisions without a line of the policy changing. */
function modelAnnotations({ change, id, report, notes, verdict }: TestedPolicy): Annotation[] {
  const words = report ? `${id}: with the new model, ${headline(report)}.` : notes.join(" ");
  if (words === "" || !change.head) return [];
  return [annotation(change.path, 1, verdict === "pass" ? "notice" : "warning", words)];
}

const annotation = (
  path: string,
  line: number,
  annotation_level: Annotation["annotation_level"],
  message: string,
): Annotation => ({ path, start_line: line, end_line: line, annotation_level, message: plainText(message) });
