import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { App, Octokit } from "octokit";
import { type Forge, type ForgeOptions, startForge } from "../../src/forge/index.ts";
import { Contract } from "./contract.ts";

/** One webhook as a receiver saw it. */
export interface Hook {
  name: string;
  guid: string;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into payloads of every kind
  payload: any;
}

/** A receiver of webhooks that remembers them and answers with `status`. */
export async function startReceiver() {
  const hooks: Hook[] = [];
  const receiver = { hooks, status: 200, url: "", stop: async () => {} };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const headers = request.headers as Record<string, string>;
      const [name, guid] = [headers["x-github-event"]!, headers["x-github-delivery"]!];
      hooks.push({ name, guid, headers, text, payload: JSON.parse(text) });
      response.writeHead(receiver.status).end("heard");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  receiver.stop = () => new Promise((done) => server.close(() => done()));
  return receiver;
}

/** A folder of its own for a test, gone afterwards. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "forge-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An API client of a person, or of nobody; it does not retry, so that a test sees the first answer. */
export function clientOf(forge: Forge, token?: string): Octokit {
  const options = {
    baseUrl: `${forge.url}/api/v3`,
    log: quiet,
    retry: { enabled: false },
    throttle: { enabled: false },
  };
  return new Octokit({ ...options, ...(token && { auth: token }) });
}

/** An API client of an app's installation, by way of its JWT. */
export function installationClient(
  forge: Forge,
  app: { appId: number; privateKey: string },
  installationId: number,
): Promise<Octokit> {
  const options = {
    baseUrl: `${forge.url}/api/v3`,
    log: quiet,
    retry: { enabled: false },
    throttle: { enabled: false },
  };
  const client = new App({
    appId: app.appId,
    privateKey: app.privateKey,
    Octokit: Octokit.defaults(options),
    log: quiet,
  });
  return client.getInstallationOctokit(installationId);
}

/** Runs git in a folder as somebody, cut off from the machine's own configuration; gives what it wrote. */
export async function runGit(folder: string, args: readonly string[], who = "maria"): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: who,
    GIT_AUTHOR_EMAIL: `${who}@example.com`,
    GIT_COMMITTER_NAME: who,
    GIT_COMMITTER_EMAIL: `${who}@example.com`,
  };
  const { stdout } = await promisify(execFile)("git", ["-C", folder, ...args], { env });
  return stdout.trim();
}

/** The address to clone from with a token. */
export const cloneUrl = (forge: Forge, repository: string, token: string) =>
  `${forge.url.replace("//", `//x:${token}@`)}/${repository}.git`;

export interface Town {
  forge: Forge;
  folder: string;
  maria: Octokit;
  tom: Octokit;
  stranger: Octokit;
  tokens: { maria: string; tom: string; stranger: string };
  app: { appId: number; slug: string; privateKey: string; webhookSecret: string };
  installationId: number;
  bot: Octokit;
  hooks: Hook[];
  /** What every exchange and every webhook is held against; `stop` fails when something does not fit. */
  contract: Contract;
  repo: { owner: string; repo: string };
  /** Commits files to a branch over REST, as maria; makes the branch from main when it is not there. */
  commit(branch: string, files: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

export const MANIFEST = {
  name: "Helper",
  default_permissions: {
    actions: "read",
    checks: "write",
    contents: "write",
    issues: "write",
    members: "read",
    pull_requests: "write",
    statuses: "write",
  },
  default_events: [
    "push",
    "create",
    "delete",
    "pull_request",
    "pull_request_review",
    "issues",
    "issue_comment",
    "check_run",
    "check_suite",
    "status",
    "label",
    "team",
    "membership",
    "organization",
    "workflow_run",
    "workflow_job",
    "repository_dispatch",
    "workflow_dispatch",
  ],
};

/** A forge with an organization, three people, a repository with one file on `main`, and an installed app that listens. */
export async function aTown(options: Partial<ForgeOptions> = {}): Promise<Town> {
  const { path: folder, remove } = temporaryFolder();
  const contract = new Contract();
  const forge = await startForge({ dir: join(folder, "repositories"), onExchange: contract.onExchange, ...options });
  const receiver = await startReceiver();
  const people = ["maria", "tom", "stranger"] as const;
  const [maria, tom, stranger] = people.map(
    (login) => forge.createUser({ login, email: `${login}@example.com` }).token,
  );
  forge.createOrg({ login: "acme", members: ["tom"], owners: ["maria"] });
  await forge.createRepository({ owner: "acme", name: "loans", collaborators: { maria: "admin", tom: "write" } });
  const app = forge.registerApp({ manifest: MANIFEST, webhookUrl: receiver.url, owner: "acme" });
  const { installationId } = forge.installApp({ appId: app.appId, owner: "acme", repositories: ["loans"] });
  const client = clientOf(forge, maria);
  const repo = { owner: "acme", repo: "loans" };
  await client.rest.repos.createOrUpdateFileContents({
    ...repo,
    path: "README.md",
    message: "Begin",
    content: Buffer.from("hello\n").toString("base64"),
  });
  const commit = async (branch: string, files: Record<string, string>) => {
    const { git } = client.rest;
    const start = await git.getRef({ ...repo, ref: `heads/${branch}` }).catch(() => null);
    const base = start ?? (await git.getRef({ ...repo, ref: "heads/main" }));
    const parent = base.data.object.sha;
    const tree = await git.createTree({
      ...repo,
      base_tree: parent,
      tree: Object.entries(files).map(([path, content]) => ({ path, mode: "100644", type: "blob", content })),
    });
    const made = await git.createCommit({
      ...repo,
      message: `Change ${Object.keys(files).join(", ")}`,
      tree: tree.data.sha,
      parents: [parent],
    });
    const { sha } = made.data;
    if (start) await git.updateRef({ ...repo, ref: `heads/${branch}`, sha });
    else await git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha });
    return sha;
  };
  await forge.settled();
  return {
    forge,
    folder,
    maria: client,
    tom: clientOf(forge, tom),
    stranger: clientOf(forge, stranger),
    tokens: { maria: maria!, tom: tom!, stranger: stranger! },
    app,
    installationId,
    bot: await installationClient(forge, app, installationId),
    hooks: receiver.hooks,
    contract,
    repo,
    commit,
    stop: async () => {
      await forge.settled();
      await forge.stop();
      await receiver.stop();
      remove();
      contract.checkDeliveries(forge.deliveries(app.appId));
      contract.verify();
    },
  };
}
