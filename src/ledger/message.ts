import { plainLine } from "../text/index.ts";
import type { LedgerRecord } from "./record.ts";

/**
 * The commit message of a record: the sentence, then trailers that `git log --format='%(trailers:key=Policy)'` finds
 * (https://git-scm.com/docs/git-interpret-trailers). Everything in it is one harmless line: a title with a line break
 * could otherwise write a trailer of its own.
 */
export function messageOf(record: LedgerRecord): string {
  const trailers = trailersOf(record).map(([key, value]) => `${key}: ${plainLine(value)}`);
  return `${plainLine(record.sentence)}\n\n${trailers.join("\n")}\n`;
}

function trailersOf(record: LedgerRecord): [string, string][] {
  const trailers: [string, string | number | undefined][] = [
    ["Kind", record.kind],
    ...policiesOf(record).map((policy): [string, string] => ["Policy", policy]),
    ["Version", record.version],
    ["Class", record.class],
    ["Stage", record.stage],
    ...(record.activities ?? []).flatMap(approvers),
    ["Broke-glass", record.broke_glass],
    ["By", record.by],
    ...workers(record),
    ["Because", record.because],
    ["Due", record.due],
    ["Outcome", record.outcome],
    ["Replay", record.replay && replayWords(record.replay)],
    ["Pull-Request", record.pull && String(record.pull)],
    ["Issue", record.issue && String(record.issue)],
    ["Commit", record.commit],
    ["Record", record.id],
  ];
  return trailers.filter((trailer): trailer is [string, string] => trailer[1] !== undefined && trailer[1] !== "");
}

/** The policy that a record is about, or those whose files it names: `--grep "Policy: mortgage"` finds all that touched it. */
function policiesOf({ policy, files = [] }: LedgerRecord): string[] {
  if (policy) return [policy];
  return [...new Set(files.flatMap((file) => /^policies\/([^/]+)\//.exec(file)?.[1] ?? []))].sort();
}

function workers({ work }: LedgerRecord): [string, string | undefined][] {
  return [
    ["Authored-by", work?.authored.join(", ")],
    ["Committed-by", work?.committed.join(", ")],
    ["Pushed-by", work?.pushed.join(", ")],
    ["Without-account", work?.unknown.join(", ")],
  ];
}

function approvers(activity: NonNullable<LedgerRecord["activities"]>[number]): [string, string][] {
  const named = (logins: string[], role: string): [string, string][] =>
    logins.map((login) => ["Approved-by", `${login} (${role}, ${activity.activity})`]);
  return [
    ...named(activity.responsible, "Responsible"),
    ...named(activity.accountable, "Accountable"),
    ...named(activity.consulted, "Consulted"),
    ...(activity.informed.length > 0
      ? [["Informed", `${activity.informed.join(", ")} (${activity.activity})`] as [string, string]]
      : []),
  ];
}

function replayWords(replay: NonNullable<LedgerRecord["replay"]>): string {
  return (
    `${replay.verdict}, ${replay.flips} flips of ${replay.decisions} decisions, ` +
    `${replay.toward_human} toward the human outcome, ${replay.away_from_human} away`
  );
}
