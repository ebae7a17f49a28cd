import { newLabel } from "../model/create.ts";
import type { Issue, Label, PullRequest, Repository } from "../model/repository.ts";
import { isCollaborator } from "../model/roles.ts";
import type { Account, App } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { presentAccount } from "../present/account.ts";
import { presentIssue, presentLabel } from "../present/issue.ts";
import { emitPull } from "../pulls/events.ts";

/** Sends an event about an issue, as `issues` or, for a pull request, as `pull_request`. */
export async function emitIssue(
  world: World,
  repository: Repository,
  issue: Issue,
  action: string,
  sender: Account,
  extra: Record<string, unknown> = {},
): Promise<void> {
  if (issue.pull) return emitPull(world, repository, issue as PullRequest, action, sender, extra);
  const payload = { action, issue: presentIssue(world, repository, issue), ...extra };
  world.emit({ name: "issues", action, repository, sender, payload });
}

/** The repository's label of this name, made in GitHub's default colour when an issue uses a new name. */
export function labelNamed(world: World, repository: Repository, name: string): Label {
  const known = repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (known) return known;
  const label = newLabel(world, name, "ededed", null);
  repository.labels.push(label);
  return label;
}

/** Makes the labels of an issue these; one event for each that comes or goes. */
export async function setLabels(
  world: World,
  repository: Repository,
  issue: Issue,
  names: readonly string[],
  sender: Account,
) {
  const wanted = [...new Set(names.map((name) => labelNamed(world, repository, name)))];
  const before = issue.labels;
  issue.labels = wanted;
  const changed = (action: string, label: Label) =>
    emitIssue(world, repository, issue, action, sender, { label: presentLabel(world, repository, label) });
  for (const label of before) if (!wanted.includes(label)) await changed("unlabeled", label);
  for (const label of wanted) if (!before.includes(label)) await changed("labeled", label);
  if (before.length !== wanted.length || before.some((it) => !wanted.includes(it))) issue.updatedAt = world.now();
}

/** Makes the assignees these. Who cannot be assigned is left out without a word, as on GitHub; at most ten. */
export async function setAssignees(
  world: World,
  repository: Repository,
  issue: Issue,
  logins: readonly string[],
  sender: Account,
) {
  const MAX_ASSIGNEES = 10;
  const accounts = logins.flatMap((login) => world.account(login) ?? []);
  const able = [...new Set(accounts)].filter((it) => isCollaborator(world, repository, it)).slice(0, MAX_ASSIGNEES);
  const before = issue.assignees;
  issue.assignees = able;
  const changed = (action: string, account: Account) =>
    emitIssue(world, repository, issue, action, sender, { assignee: presentAccount(world, account) });
  for (const account of before) if (!able.includes(account)) await changed("unassigned", account);
  for (const account of able) if (!before.includes(account)) await changed("assigned", account);
  if (before.length !== able.length || before.some((it) => !able.includes(it))) issue.updatedAt = world.now();
}

export interface NewIssue {
  title: string;
  body: string | null;
  user: Account;
  via: App | null;
  labels: readonly string[];
  assignees: readonly string[];
}

/** Opens an issue and sends `opened`, then an event for each label and assignee. */
export async function openIssue(world: World, repository: Repository, wanted: NewIssue): Promise<Issue> {
  const now = world.now();
  const issue: Issue = {
    id: world.ids.next("issue"),
    number: ++repository.lastNumber,
    title: wanted.title,
    body: wanted.body,
    user: wanted.user,
    via: wanted.via,
    state: "open",
    stateReason: null,
    labels: wanted.labels.map((name) => labelNamed(world, repository, name)),
    assignees: [],
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: null,
  };
  repository.issues.set(issue.number, issue);
  await emitIssue(world, repository, issue, "opened", wanted.user);
  for (const label of issue.labels) {
    await emitIssue(world, repository, issue, "labeled", wanted.user, {
      label: presentLabel(world, repository, label),
    });
  }
  await setAssignees(world, repository, issue, wanted.assignees, wanted.user);
  return issue;
}
