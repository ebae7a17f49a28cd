import { App, Octokit } from "octokit";
import { readMembers } from "../../bot/read-members.ts";
import type { Client } from "../../bot/workspace.ts";
import { raciPath } from "../../governance/config/layout.ts";
import { loadRaci } from "../../governance/config/load-raci.ts";
import type { Installation, RepositorySettings, Ruleset, Seen } from "../../governance/doctor/index.ts";
import { settingsPage } from "../../governance/doctor/mend.ts";
import { statusOf } from "../../repository/github-repository.ts";
import { readBranchRules } from "./read-branch-rules.ts";
import { actorNames, holdersOf } from "./read-people.ts";
import { see } from "./why-unseen.ts";

export interface AppKey {
  appId: string;
  privateKey: string;
}

/** With whose eyes the settings are read. */
export interface Clients {
  user: Octokit;
  /** The app's own, under its JWT. */
  app: Octokit | undefined;
  web: string;
}

const log = { debug() {}, info() {}, warn() {}, error() {} };

export function connect(options: { token: string; appKey: AppKey | undefined; apiUrl: string }): Clients {
  const { token, appKey, apiUrl } = options;
  const baseUrl = apiUrl.replace(/\/$/, "");
  const patient = { baseUrl, log, retry: { retries: 1 } };
  const app = appKey && new App({ ...appKey, Octokit: Octokit.defaults(patient), log }).octokit;
  const web = baseUrl === "https://api.github.com" ? "https://github.com" : baseUrl.replace(/\/api\/v3$/, "");
  return { user: new Octokit({ ...patient, auth: token }), app, web };
}

/** Reads all that the diagnosis looks at. @throws where the repository itself cannot be read. */
export async function readSettings(
  clients: Clients,
  { owner, repo, app }: { owner: string; repo: string; app: string },
): Promise<RepositorySettings> {
  const { user, web } = clients;
  const at = { owner, repo };
  const { data } = await user.request("GET /repos/{owner}/{repo}", at);
  const defaultBranch = data.default_branch;
  const [installation, actionsAppId, branch, ledger, ledgerExists, rulesets, administrators, codeOwners, raci] =
    await Promise.all([
      readInstallation(clients, at, app),
      see(async () => (await user.request("GET /apps/{app_slug}", { app_slug: "github-actions" })).data!.id),
      see(() => readBranchRules(user, at, defaultBranch)),
      see(() => readBranchRules(user, at, "governance-log")),
      see(async () => (await refOf(user, at, "heads/governance-log")) !== null),
      see(() => readRulesets(clients, at)),
      see(() => holdersOf(user, at, "admin")),
      see(() => readCodeOwners(user, at)),
      see(async () => loadRaci((await contentOf(user, at, raciPath)) ?? "", { file: raciPath }).value ?? null),
    ]);
  const members = await see(async () => {
    const chart = "value" in raci ? raci.value : null;
    return chart ? readMembers({ octokit: user as unknown as Client, at, recall: (_, read) => read() }, chart) : {};
  });
  return {
    ...at,
    web,
    defaultBranch,
    installation,
    actionsAppId,
    branch,
    ledger,
    ledgerExists,
    rulesets,
    administrators,
    codeOwners,
    raci,
    members,
  };
}

type At = { owner: string; repo: string };

/** The answer, or null where there is nothing of the kind. */
async function unlessMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

async function readInstallation({ user, app }: Clients, at: At, slug: string): Promise<Seen<Installation | null>> {
  const present = (it: { app_id: number; permissions: object; events: string[] }): Installation => ({
    appId: it.app_id,
    permissions: it.permissions as Record<string, string>,
    events: it.events,
  });
  if (app) {
    return see(() =>
      unlessMissing(async () => present((await app.request("GET /repos/{owner}/{repo}/installation", at)).data)),
    );
  }
  return see(async () => {
    const all = await user.paginate("GET /orgs/{org}/installations", { org: at.owner, per_page: 100 });
    const found = all.find(({ app_slug }) => app_slug === slug);
    return found ? present(found) : null;
  });
}

async function readRulesets({ user, web }: Clients, at: At): Promise<Ruleset[]> {
  const nameActor = actorNames(user, at);
  const list = await user.paginate("GET /repos/{owner}/{repo}/rulesets", {
    ...at,
    includes_parents: true,
    per_page: 100,
  });
  return Promise.all(
    list.map(async ({ id }): Promise<Ruleset> => {
      const { data } = await user.request("GET /repos/{owner}/{repo}/rulesets/{ruleset_id}", { ...at, ruleset_id: id });
      const refs = data.conditions && "ref_name" in data.conditions ? data.conditions.ref_name : undefined;
      return {
        name: data.name,
        target: data.target ?? "branch",
        active: data.enforcement === "active",
        include: refs?.include ?? [],
        exclude: refs?.exclude ?? [],
        rules: (data.rules ?? []).map(({ type }) => type),
        page: data._links?.html?.href ?? settingsPage({ ...at, web }, "rules"),
        // GitHub shows the list only to who could change it.
        bypass: data.bypass_actors
          ? { value: await Promise.all(data.bypass_actors.map(nameActor)) }
          : { unseen: "the token may not see its bypass list" },
      };
    }),
  );
}

/** GitHub takes the first of these: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
async function readCodeOwners(user: Octokit, at: At): Promise<{ path: string; text: string } | null> {
  for (const path of [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]) {
    const text = await contentOf(user, at, path);
    if (text !== null) return { path, text };
  }
  return null;
}

async function contentOf(user: Octokit, at: At, path: string): Promise<string | null> {
  return unlessMissing(async () => {
    const { data } = await user.request("GET /repos/{owner}/{repo}/contents/{path}", {
      ...at,
      path,
      mediaType: { format: "raw" },
    });
    return String(data);
  });
}

async function refOf(user: Octokit, at: At, ref: string): Promise<string | null> {
  return unlessMissing(
    async () => (await user.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...at, ref })).data.object.sha,
  );
}
