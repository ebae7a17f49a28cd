import type { Probot } from "probot";
import { EXCEPTION_LABEL } from "../governance/exceptions/words.ts";
import { type Key, nameOf } from "./key.ts";
import { redeliverFailed } from "./redeliver.ts";
import type { Client, Services } from "./workspace.ts";

/** How far back a merge may lie whose webhook was lost. */
const MERGED_WITHIN_MS = 7 * 86_400_000;

/** How far back a command may lie whose webhook was taken, and then lost by whoever took it. */
const SAID_WITHIN_MS = 86_400_000;

/**
 * Looks at everything that is open, in every repository where the app is installed, and at what was merged or talked
 * about lately: a webhook that was lost costs a delay, and a deadline passes although nothing happens. What is remembered
 * is forgotten before, since a lost webhook may have told that it is no longer so.
 * @param lookAt one thing; a failure of one, be it a whole installation, keeps none of the others from being seen.
 * @throws Error of the first that failed, when all were looked at.
 */
export async function sweep(
  app: Probot,
  { memory, now: clock }: Pick<Services, "memory" | "now">,
  lookAt: (key: Key) => Promise<void>,
): Promise<void> {
  const now = clock();
  memory.forget();
  const octokit = await app.auth();
  const lost = await redeliverFailed(octokit, now);
  if (lost > 0) app.log.info(`${lost} events had not arrived; GitHub was asked to send them again`);
  const installations = await octokit.paginate("GET /app/installations", { per_page: 100 });
  const failures: unknown[] = [];
  const attempt = (what: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => {
      app.log.error({ err: error }, `sweep: could not look at ${what}`);
      failures.push(error);
    });
  for (const { id: installation, suspended_at } of installations) {
    if (suspended_at) continue;
    await attempt(`installation ${installation}`, async () => {
      const client = await app.auth(installation);
      const repositories = await client.paginate("GET /installation/repositories", { per_page: 100 });
      for (const { name: repo, owner } of repositories) {
        const repository: Key = { kind: "repository", installation, owner: owner.login, repo };
        await attempt(nameOf(repository), async () => {
          await attempt(nameOf(repository), () => lookAt(repository));
          for (const key of await openWork(client, repository, now)) await attempt(nameOf(key), () => lookAt(key));
        });
      }
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function openWork(octokit: Client, repository: Key, now: Date): Promise<Key[]> {
  const at = { owner: repository.owner, repo: repository.repo };
  const [open, closed, exceptions, active] = await Promise.all([
    octokit.paginate("GET /repos/{owner}/{repo}/pulls", { ...at, state: "open", per_page: 100 }),
    octokit.request("GET /repos/{owner}/{repo}/pulls", {
      ...at,
      state: "closed",
      sort: "updated",
      direction: "desc",
      per_page: 100,
    }),
    octokit.paginate("GET /repos/{owner}/{repo}/issues", {
      ...at,
      labels: EXCEPTION_LABEL,
      state: "open",
      per_page: 100,
    }),
    // Commands are given anywhere, on what is closed too.
    octokit.request("GET /repos/{owner}/{repo}/issues", {
      ...at,
      state: "all",
      sort: "updated",
      direction: "desc",
      per_page: 100,
    }),
  ]);
  const since = now.getTime() - SAID_WITHIN_MS;
  const spoken = active.data.filter(({ comments, updated_at }) => comments > 0 && Date.parse(updated_at) > since);
  const merged = closed.data.filter(
    ({ merged_at }) => merged_at && now.getTime() - Date.parse(merged_at) < MERGED_WITHIN_MS,
  );
  const pulls = [...open, ...merged, ...spoken.filter(({ pull_request }) => pull_request)];
  const issues = [...exceptions, ...spoken].filter(({ pull_request }) => !pull_request);
  const numbers = (of: { number: number }[]) => [...new Set(of.map(({ number }) => number))];
  return [
    ...numbers(pulls).map((number): Key => ({ ...repository, kind: "pull", number })),
    ...numbers(issues).map((number): Key => ({ ...repository, kind: "issue", number })),
  ];
}
