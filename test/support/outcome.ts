import { AT, type World } from "../../src/cli/demo/world.ts";

/** Everything that people can see in the end, without what differs from run to run: commits, dates and ids. */
export interface Outcome {
  /** Pull requests among them. */
  issues: SeenIssue[];
  checks: Record<string, string[]>;
  tags: string[];
  branches: string[];
  /** The ledger's messages, newest first. */
  ledger: string[];
  /** Messages of the default branch, sorted. */
  commits: string[];
}

interface SeenIssue {
  number: number;
  title: string;
  state: string;
  by: string | undefined;
  body: string;
  labels: (string | undefined)[];
  assignees: string[];
  /** Each with its author. */
  comments: string[];
}

const blurred = (text: string | null | undefined) =>
  (text ?? "")
    .replace(/\b[0-9a-f]{7,64}\b/g, "<id>")
    .replace(/\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?/g, "<date>")
    .replace(/countersign:answer \d+/g, "countersign:answer <id>")
    // What other check runs there were before, on heads that are no more, gives this one its number.
    .replace(/\/runs\/\d+/g, "/runs/<id>")
    .replace(/127\.0\.0\.1:\d+/g, "<host>")
    // Records of what was said bear the id of the comment.
    .replace(/\b(comment|hold|hold-lifted|objection|objection-withdrawn)-\d+/g, "$1-<id>");

/** Reads the state of Acme's repository by REST, as one of its people. */
export async function readOutcome(world: World): Promise<Outcome> {
  const { rest, paginate } = world.as("root");
  const issues = await paginate(rest.issues.listForRepo, { ...AT, state: "all", sort: "created", direction: "asc" });
  const outcome: Outcome = { issues: [], checks: {}, tags: [], branches: [], ledger: [], commits: [] };
  for (const issue of issues) {
    const { number } = issue;
    const comments = await paginate(rest.issues.listComments, { ...AT, issue_number: number });
    outcome.issues.push({
      number,
      title: issue.title,
      state: issue.state,
      by: issue.user?.login,
      body: blurred(issue.body),
      labels: issue.labels.map((label) => (typeof label === "string" ? label : label.name)).sort(),
      assignees: (issue.assignees ?? []).map(({ login }) => login).sort(),
      comments: comments.map(({ user, body }) => `${user?.login}: ${blurred(body)}`),
    });
    if (issue.pull_request) outcome.checks[number] = await readChecks(world, number);
  }
  outcome.tags = (await paginate(rest.repos.listTags, AT)).map(({ name }) => name).sort();
  outcome.branches = (await paginate(rest.repos.listBranches, AT)).map(({ name }) => blurredBranch(name)).sort();
  outcome.ledger = await messages(world, "governance-log");
  // Git tells commits of different branches and of the same second in any order.
  outcome.commits = (await messages(world, "main")).sort();
  return outcome;
}

/** The branch of a rollback bears the id of the comment that asked for it. */
const blurredBranch = (name: string) => name.replace(/\/\d+$/, "/<id>");

async function readChecks(world: World, number: number): Promise<string[]> {
  const { rest, paginate } = world.as("root");
  const { data: pull } = await rest.pulls.get({ ...AT, pull_number: number });
  const runs = await paginate(rest.checks.listForRef, { ...AT, ref: pull.head.sha, filter: "all" });
  return (
    runs
      // Which of two apps was first is chance; how often each wrote, and what, is not.
      .sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id)
      .map(({ name, status, conclusion, output }) => `${name}: ${conclusion ?? status}: ${blurred(output.title)}`)
  );
}

async function messages(world: World, sha: string): Promise<string[]> {
  const { rest, paginate } = world.as("root");
  const commits = await paginate(rest.repos.listCommits, { ...AT, sha, per_page: 100 });
  return commits.map(({ commit }) => blurred(commit.message));
}
