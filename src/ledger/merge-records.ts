import type { Work } from "../governance/approvals/contributors.ts";
import type { ApprovalsStatement, StatedRelease } from "../governance/approvals/statement.ts";
import type { LedgerRecord, RecordedActivity, RecordKind } from "./record.ts";

/** A pull request that was merged into the default branch. */
export interface Merge {
  pull: number;
  title: string;
  /** The commit that the merge made on the default branch. */
  commit: string;
  at: string;
  by: string;
  /** Whether it was approved, and then made something else of a file because the base had changed it too. */
  mixed?: boolean;
}

/**
 * The records of an approved merge, made from what the approvals check asserted: one for each policy whose text
 * changed, one for each release, one for the rest.
 * @param versions policy id → the version that the merge made.
 */
export function mergeRecords(
  merge: Merge,
  statement: ApprovalsStatement,
  versions: Record<string, string>,
): LedgerRecord[] {
  const about = new Set<string>([...statement.policies, ...statement.releases].map(({ path }) => path));
  const judged = {
    ...(statement.broke_glass ? { broke_glass: statement.broke_glass } : {}),
    ...(statement.change ? { change: statement.change } : {}),
  };
  const rest = statement.activities.filter(({ files }) => files.some((file) => !about.has(file)));
  return [
    ...statement.policies.map((policy): LedgerRecord => {
      const version = versions[policy.policy];
      return {
        ...common(merge, `${policy.policy}-policy`, "change"),
        sentence: version
          ? `${policy.policy} ${version}: ${firstSentence(policy.words)}`
          : `${policy.policy}: ${firstSentence(policy.words)}`,
        policy: policy.policy,
        ...(version ? { version } : {}),
        ...(policy.class ? { class: policy.class } : {}),
        activities: activitiesOf(statement, policy.path),
        ...(statement.replay ? { replay: statement.replay } : {}),
        files: [policy.path],
        ...judged,
      };
    }),
    ...statement.releases.map(
      (release): LedgerRecord => ({
        ...common(merge, `${release.policy}-release`, release.kind),
        sentence: releaseSentence(release),
        policy: release.policy,
        ...(release.to ? { version: release.to.version, stage: release.to.stage } : {}),
        ...(release.because ? { because: release.because } : {}),
        activities: activitiesOf(statement, release.path),
        files: [release.path],
        ...judged,
      }),
    ),
    ...(rest.length > 0
      ? [
          {
            ...common(merge, "files", "change"),
            sentence: merge.title,
            activities: rest.map(recorded),
            files: [...new Set(rest.flatMap(({ files }) => files))].filter((file) => !about.has(file)).sort(),
            ...judged,
          } satisfies LedgerRecord,
        ]
      : []),
  ];
}

/** A commit that was pushed to the default branch and changed governed files past every pull request. */
export function pushRecord(
  push: { commit: string; by: string; at: string; forced: boolean },
  files: string[],
  work: Work,
): LedgerRecord {
  const { commit, by, at, forced } = push;
  return {
    schema: "countersign-ledger/v1",
    id: `commit-${commit}/bypass`,
    kind: "bypass",
    at,
    sentence: `${by} ${forced ? "forced" : "pushed"} ${commit.slice(0, 7)} to the default branch without an approved pull request.`,
    commit,
    by,
    files,
    work,
  };
}

/**
 * The record of a merge that the approvals check had not passed.
 * @param work undefined where GitHub no longer has its commits.
 */
export function bypassRecord(merge: Merge, files: string[], work: Work | undefined): LedgerRecord {
  const what = merge.mixed ? "was merged into what nobody approved" : "was merged without approval";
  return {
    ...common(merge, "bypass", "bypass"),
    sentence: `Pull request ${merge.pull} ${what}: ${merge.title}`,
    files,
    ...(work ? { work } : {}),
  };
}

function common(merge: Merge, part: string, kind: RecordKind) {
  return {
    schema: "countersign-ledger/v1",
    id: `pull-${merge.pull}/${part}`,
    kind,
    at: merge.at,
    sentence: "",
    commit: merge.commit,
    pull: merge.pull,
    by: merge.by,
  } satisfies LedgerRecord;
}

function releaseSentence({ policy, kind, from, to, because }: StatedRelease): string {
  const was = from ? `, from ${from.version} at ${from.stage}` : "";
  if (!to) return `${policy}: nothing is live any more${was}.`;
  const verb = { promotion: "promoted", demotion: "demoted", rollback: "rolled back" }[kind];
  return `${policy} ${to.version} ${verb} to ${to.stage}${was}.${because ? ` Because: ${because}` : ""}`;
}

function activitiesOf({ activities }: ApprovalsStatement, path: string): RecordedActivity[] {
  return activities.filter(({ files }) => files.includes(path)).map(recorded);
}

function recorded({ files: _, more: __, ...activity }: ApprovalsStatement["activities"][number]): RecordedActivity {
  return activity;
}

/** A commit's first line stays readable; the pull request has the rest. */
function firstSentence(words: string): string {
  const line = words.split("\n")[0]!.trim();
  return /^.{20,}?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
}
