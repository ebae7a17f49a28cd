import type { Finding } from "../../src/policy/index.ts";
import {
  headline,
  number,
  renderSummary,
  type Statement,
  statementBlock,
  statementId,
  type Verdict,
  verdictMark,
} from "../../src/replay/index.ts";
import { escapeMarkdown, fitGitHub, inlineCode, plainLine } from "../../src/text/index.ts";
import { annotations, maxAnnotations } from "./annotations.ts";
import type { CheckRun } from "./github.ts";
import type { TestedPolicy } from "./policies.ts";

/** Everything that a run has found out. */
export interface Tested {
  policies: TestedPolicy[];
  /** Findings that belong to no single policy: links in the place of policies and the like. */
  findings: Finding[];
  statement: Statement;
}

/** Bytes that GitHub takes of a check run's summary, and of its text. */
const maxText = 65_535;

const conclusions = { pass: "success", fail: "failure", inconclusive: "action_required" } as const;

/** The title of the check run: the figures, or what stands in their way. */
export function title({ policies, findings, statement }: Tested): string {
  const invalid = policies.filter((policy) => policy.kind === "invalid");
  if (findings.length > 0) return `${findings.length} file${findings.length === 1 ? "" : "s"} cannot be tested`;
  if (invalid.length > 0) return `${plainLine(invalid.map((policy) => policy.id).join(", "), 100)}: not a valid policy`;
  if (policies.length === 0) return "No policy changes";
  const [first] = policies;
  if (policies.length === 1 && first?.kind === "model")
    return withVerdict(`${plainLine(first.id, 100)}: ${modelHeadline(first)}`, first.verdict);
  const only = policies.length === 1 && first?.kind === "changed" && first.report;
  if (only) return withVerdict(capitalised(headline(only)), first.verdict);
  const flips = policies.reduce((sum, policy) => sum + (policy.report?.flips.count ?? 0), 0);
  const replayed = policies.reduce((sum, policy) => sum + (policy.report?.replayed ?? 0), 0);
  const what = policies.some(({ kind }) => kind === "model")
    ? `${policies.length} policies and models changed`
    : `${policies.length} polic${policies.length === 1 ? "y" : "ies"} ${policies.every((p) => p.kind === "new") ? "added" : "changed"}`;
  return withVerdict(`${what}: ${number(flips)} of ${number(replayed)} past decisions flip`, statement.verdict);
}

const modelHeadline = ({ report, verdict }: TestedPolicy): string =>
  report
    ? `with the new model, ${headline(report)}`
    : verdict === "pass"
      ? "no other model"
      : verdict === "fail"
        ? "a shadow run that cannot be read"
        : "no shadow run of the new model";

const withVerdict = (text: string, verdict: Verdict): string => (verdict === "pass" ? text : `${text} (${verdict})`);
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the policy owner reads, in the check run and in the job's summary. */
export function markdown({ policies, findings, statement }: Tested): string {
  const parts = policies.map((policy) => section(policy));
  if (findings.length > 0) parts.unshift(findingList(findings));
  if (parts.length === 0)
    parts.push("This pull request changes no policy and no model, so there is nothing to replay.");
  const { named, count } = statement.logs;
  const more = count > named.length ? ` and ${number(count - named.length)} more` : "";
  const logs = named.map((log) => inlineCode(log.path)).join(", ") + more;
  parts.push(
    `<sub>Base ${inlineCode(statement.base.slice(0, 12))}, head ${inlineCode(statement.head.slice(0, 12))}, ${
      logs === "" ? "no decision log" : `decisions of the base branch in ${logs}`
    }. Countersign ${statement.engine}.</sub>`,
  );
  return parts.join("\n\n");
}

function section(policy: TestedPolicy): string {
  const { id, kind, report, findings, change, verdict } = policy;
  const errors = findings.filter((finding) => finding.severity === "error");
  const notes = [
    ...(errors.length > 0 ? [findingList(errors).replace(/^/gm, "> ")] : []),
    ...policy.notes.map((note) => `> ${escapeMarkdown(note)}`),
  ];
  const name = escapeMarkdown(id);
  const blocks = report
    ? [renderSummary({ ...report, verdict }, { isNew: kind === "new", unit: unitOf(policy), notes })]
    : kind === "invalid"
      ? [`### ❌ ${name}: not valid`, ...notes]
      : kind === "removed"
        ? [`### ➖ ${name}`, ...notes]
        : [`### ${verdictMark[verdict]} ${name}: ${modelHeadline(policy)}`, ...notes];
  return [...blocks, `<sub>${inlineCode(change.path)}</sub>`].join("\n\n");
}

const unitOf = ({ head, report }: TestedPolicy): string | undefined =>
  report?.weigh ? head?.inputs[report.weigh.input]?.unit : undefined;

const findingList = (findings: Finding[]): string =>
  findings
    .slice(0, maxAnnotations)
    .map(({ file, line, column, message }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(":");
      return `- ${inlineCode(place)}: ${escapeMarkdown(message)}`;
    })
    .join("\n");

/**
 * The check run of a test that could not be run to its end. It states nothing, so that nothing can be believed of it.
 *
 * @param why the error's message; may quote what the head says
 */
export function stoppedCheckRun(head: string, why: string): CheckRun {
  return {
    name: "countersign/replay",
    head_sha: head,
    status: "completed",
    conclusion: "failure",
    output: {
      title: "The replay test could not be run",
      summary: `### ❌ The replay test could not be run\n\n${escapeMarkdown(why, 10_000)}\n\nNothing was tested. Mend it, or run the job again where the cause was elsewhere; the job's log has the details.`,
      annotations: [],
    },
  };
}

/** The check run `countersign/replay`, complete. */
export function checkRun(tested: Tested): CheckRun {
  const { statement } = tested;
  const text = `What was tested, for programs:\n\n${statementBlock(statement)}`;
  // Cut, it would prove nothing, and the bot would ask for another run for ever.
  const length = Buffer.byteLength(text);
  if (length > maxText)
    throw new Error(`What was tested takes ${length} bytes to state; a check run holds ${maxText}. Split it.`);
  return {
    name: "countersign/replay",
    head_sha: statement.head,
    status: "completed",
    conclusion: conclusions[statement.verdict],
    external_id: statementId(statement),
    output: {
      title: title(tested),
      summary: fitGitHub(markdown(tested), maxText, "_The rest is in the summary of the job that made this check._"),
      text,
      annotations: annotations(tested),
    },
  };
}
