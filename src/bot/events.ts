import type { Probot } from "probot";
import { LEDGER_REF } from "../ledger/record.ts";
import type { Key } from "./key.ts";
import { openPulls, pullsOfCommit } from "./pull/find-pulls.ts";
import { APPROVALS_CHECK } from "./pull/own-check.ts";
import { queuedPull } from "./pull/queue-checks.ts";
import { REPLAY_CHECK } from "./pull/replay-state.ts";
import { ledgerOf, tagsOf } from "./read-refs.ts";
import type { Services } from "./workspace.ts";

interface Target {
  installation?: { id: number };
  repository: { name: string; owner: { login: string } };
}

/** What changes how a pull request is judged; labels, assignees and requests for review do not. */
const PULL_EVENTS = [
  "pull_request.opened",
  "pull_request.edited",
  "pull_request.synchronize",
  "pull_request.reopened",
  "pull_request.closed",
  "pull_request.ready_for_review",
  "pull_request.converted_to_draft",
  "pull_request_review",
] as const;

/** Translates webhooks into things to look at. Nothing else of a payload is believed: the present state is read anew. */
export function onEvents(app: Probot, { clientFor, memory }: Services, lookAt: (key: Key) => Promise<void>): void {
  const key = (kind: Key["kind"], { installation, repository }: Target, number?: number): Key => ({
    kind,
    installation: installation!.id,
    owner: repository.owner.login,
    repo: repository.name,
    ...(number === undefined ? {} : { number }),
  });

  // When the base moves, what a pull request changes and the rules it is judged by may be others.
  const lookAtAll = async (repository: Key) => {
    await lookAt(repository);
    const pulls = await openPulls(await clientFor(repository.installation), repository);
    await Promise.all(pulls.map((number) => lookAt({ ...repository, kind: "pull", number })));
  };

  app.on([...PULL_EVENTS], async ({ payload }) => {
    await lookAt(key("pull", payload as Target, payload.pull_request.number));
  });

  app.on("merge_group.checks_requested", async ({ payload }) => {
    const number = queuedPull(payload.merge_group.head_ref);
    if (number !== undefined) await lookAt(key("pull", payload as unknown as Target, number));
  });

  app.on(["check_run.completed", "check_run.rerequested"], async ({ payload }) => {
    const { installation, repository, check_run } = payload;
    // The app's own check only matters when somebody asks for it anew.
    if (check_run.name !== (payload.action === "completed" ? REPLAY_CHECK : APPROVALS_CHECK)) return;
    const target = { installation: installation!, repository };
    const at = { owner: repository.owner.login, repo: repository.name };
    // GitHub names the pull requests of the repository's own branches, not those of forks.
    const named = check_run.pull_requests.map(({ number }) => number);
    const pulls =
      named.length > 0 ? named : await pullsOfCommit(await clientFor(target.installation.id), at, check_run.head_sha);
    await Promise.all(pulls.map((number) => lookAt(key("pull", target, number))));
  });

  app.on("issue_comment", async ({ payload }) => {
    if (payload.sender.type === "Bot") return;
    const kind = payload.issue.pull_request ? "pull" : "issue";
    const named = key(kind, payload as Target, payload.issue.number);
    memory.forget(`${named.installation} comments ${named.owner}/${named.repo}#${named.number}`);
    await lookAt(named);
  });

  app.on("issues", async ({ payload }) => {
    const gone = payload.action === "deleted" || payload.action === "transferred";
    // What a bot does to an issue it does by itself, e.g. this one when it triages. An issue it opens may be an exception.
    if (gone || (payload.sender.type === "Bot" && payload.action !== "opened")) return;
    await lookAt(key("issue", payload as Target, payload.issue.number));
  });

  app.on("push", async ({ payload }) => {
    const { installation, repository } = payload as unknown as Target;
    const at = { owner: repository.owner.login, repo: repository.name };
    if (payload.ref.startsWith("refs/tags/")) memory.forget(`${installation!.id} ${tagsOf(at)}`);
    if (payload.ref === LEDGER_REF) {
      memory.forget(`${installation!.id} ${ledgerOf(at)}`);
      if (payload.sender?.type !== "Bot") await lookAt(key("repository", payload as unknown as Target));
    }
    if (payload.ref === `refs/heads/${payload.repository.default_branch}`) {
      await lookAtAll(key("repository", payload as unknown as Target));
    }
  });

  app.on(["member", "membership", "organization", "team"], async ({ payload }) => {
    const { installation } = payload as { installation?: { id: number } };
    memory.forget(`${installation!.id} people `);
  });

  app.on(["installation.created", "installation_repositories.added"], async ({ payload }) => {
    const { installation } = payload;
    const repositories = "repositories_added" in payload ? payload.repositories_added : (payload.repositories ?? []);
    await Promise.all(
      repositories.map(({ full_name }) => {
        const [owner, repo] = full_name.split("/") as [string, string];
        return lookAtAll({ kind: "repository", installation: installation.id, owner, repo });
      }),
    );
  });
}
