import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { Deliverer, Delivery } from "./hooks/deliver.ts";
import type { Failure, Failures } from "./http/failures.ts";
import { openIssue } from "./issues/change.ts";
import { type FormValue, readIssueForm, renderIssueForm } from "./issues/form.ts";
import { createRepository } from "./model/create.ts";
import { nodeId } from "./model/ids.ts";
import type { Manifest } from "./model/manifest.ts";
import { addTeamMember, removeOrgMember, removeTeamMember } from "./model/membership.ts";
import { registerApp } from "./model/register.ts";
import { fullName, type Repository } from "./model/repository.ts";
import type { Account, App, Org, Role, Team } from "./model/types.ts";
import type { LoggedRequest, World } from "./model/world.ts";
import { presentInstallation } from "./present/app.ts";
import { emitPull } from "./pulls/events.ts";
import { pullOf } from "./pulls/open.ts";
import { enqueue, mergeGroup, type QueueEntry } from "./pulls/queue.ts";
import type { Runner } from "./runner/runner.ts";

export interface RequiredCheck {
  context: string;
  appId?: number;
}

/** What its owner can do with a forge besides talking to it over HTTP: the things that GitHub does on its settings pages. */
export class Forge {
  readonly #world: World;
  readonly #hooks: Deliverer;
  readonly #failures: Failures;
  readonly #server: Server;
  /** Runs the workflows of the repositories. */
  readonly runner: Runner;

  constructor(world: World, hooks: Deliverer, runner: Runner, failures: Failures, server: Server) {
    this.#world = world;
    this.#hooks = hooks;
    this.runner = runner;
    this.#failures = failures;
    this.#server = server;
  }

  /** Of the server, without a slash at the end; REST is below `/api/v3`, git at `/OWNER/REPO.git`. */
  get url(): string {
    return this.#world.url;
  }

  /** Every REST request that was answered, oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#world.requests;
  }

  createUser({ login, name, email }: { login: string; name?: string; email?: string }) {
    const account = this.#account("User", login, name ?? null, email ?? null);
    const token = `ghp_${randomBytes(18).toString("hex")}`;
    this.#world.userTokens.set(token, account);
    return { login, id: account.id, token };
  }

  /** @param owners members who administer the organization */
  createOrg({ login, members = [], owners = [] }: { login: string; members?: string[]; owners?: string[] }) {
    const account = this.#account("Organization", login, login, null);
    const roles = [...members.map((it) => [it, "member"] as const), ...owners.map((it) => [it, "admin"] as const)];
    for (const [member] of roles) this.#known(member);
    this.#world.addOrg({ account, members: new Map(roles), teams: new Map() });
    return { login, id: account.id };
  }

  createTeam(wanted: { org: string; slug: string; name?: string; members?: string[]; parent?: string }) {
    const { slug, name = slug, members = [], parent = null } = wanted;
    const org = this.#org(wanted.org);
    if (parent !== null && !org.teams.has(parent)) throw new Error(`${wanted.org} has no team ${parent}.`);
    const team: Team = {
      id: this.#world.ids.next("team"),
      org: org.account.login,
      slug,
      name,
      parent,
      members: new Map(members.map((login) => [this.#known(login).login, "member"])),
      pending: new Set(),
      createdAt: this.#world.now(),
    };
    org.teams.set(slug, team);
    return { id: team.id, slug };
  }

  /** Puts someone into a team, and into the organization where they are not in it; `pending` only invites them. */
  addTeamMember(wanted: {
    org: string;
    team: string;
    login: string;
    role?: "member" | "maintainer";
    pending?: boolean;
  }): void {
    const change = this.#teamChange(wanted);
    if (wanted.pending) change.team.pending.add(change.member.login);
    else addTeamMember(this.#world, change, wanted.role ?? "member");
  }

  removeTeamMember(wanted: { org: string; team: string; login: string }): void {
    removeTeamMember(this.#world, this.#teamChange(wanted));
  }

  /** Takes someone out of an organization and all of its teams. */
  removeOrgMember({ org, login }: { org: string; login: string }): void {
    const found = this.#org(org);
    removeOrgMember(this.#world, found, this.#known(login), this.#administrator(found.account));
  }

  /** Turns a draft into a pull request that can be merged: GitHub offers it on its page and over GraphQL only. */
  async readyForReview({ owner, repo, number, user }: { owner: string; repo: string; number: number; user: string }) {
    const repository = this.#repository(owner, repo);
    const issue = pullOf(repository, number);
    issue.pull.draft = false;
    await emitPull(this.#world, repository, issue, "ready_for_review", this.#known(user));
  }

  /**
   * Fills in an issue form of the default branch, as its web page would, and opens the issue.
   * @throws Error naming the fields that are missing or wrong
   */
  async submitIssueForm(wanted: {
    owner: string;
    repo: string;
    /** File name below `.github/ISSUE_TEMPLATE`. */
    form: string;
    user: string;
    title?: string;
    /** By field id. */
    values: Record<string, FormValue>;
  }): Promise<{ number: number }> {
    const repository = this.#repository(wanted.owner, wanted.repo);
    const form = await readIssueForm(repository, wanted.form);
    const list = (value: string[] | string | undefined) =>
      typeof value === "string" ? value.split(/\s*,\s*/) : (value ?? []);
    // A form does not make labels that the repository lacks.
    const known = new Set(repository.labels.map((label) => label.name.toLowerCase()));
    const issue = await openIssue(this.#world, repository, {
      title: wanted.title ?? form.title ?? form.name ?? wanted.form,
      body: renderIssueForm(form, wanted.values),
      user: this.#known(wanted.user),
      via: null,
      labels: list(form.labels).filter((name) => known.has(name.toLowerCase())),
      assignees: list(form.assignees),
    });
    return { number: issue.number };
  }

  /** Makes an empty repository. */
  async createRepository(wanted: {
    owner: string;
    name: string;
    description?: string;
    private?: boolean;
    defaultBranch?: string;
    collaborators?: Record<string, Role>;
    teams?: Record<string, Role>;
  }) {
    const repository = await createRepository(this.#world, { ...wanted, owner: this.#known(wanted.owner) });
    return { id: repository.id, fullName: fullName(repository), gitDir: repository.gitDir };
  }

  /** Registers a GitHub App as its manifest asks. The private key is PKCS#1 PEM, as GitHub's are. */
  registerApp({ manifest, webhookUrl, owner }: { manifest: Manifest; webhookUrl: string | null; owner: string }) {
    const { app, privateKey } = registerApp(this.#world, manifest, webhookUrl, this.#known(owner));
    const { id: appId, slug, clientId, webhookSecret } = app;
    return { appId, slug, clientId, privateKey, webhookSecret };
  }

  /**
   * What pressing "Create GitHub App" does after a manifest was sent: gives the code that `POST
   * /app-manifests/{code}/conversions` takes, once.
   */
  acceptManifest(wanted: { manifest: Manifest; webhookUrl: string | null; owner: string }): { code: string } {
    const code = randomBytes(20).toString("hex");
    const { manifest, webhookUrl, owner } = wanted;
    this.#world.manifestCodes.set(code, { manifest, webhookUrl, owner: this.#known(owner) });
    return { code };
  }

  /** Points an app's webhooks elsewhere. */
  setWebhookUrl(appId: number, url: string): void {
    this.#app(appId).webhookUrl = url;
  }

  /** Puts a pull request into the merge queue: GitHub offers it on its page and over GraphQL only. */
  enqueue({ owner, repo, number, user }: { owner: string; repo: string; number: number; user: string }) {
    const repository = this.#repository(owner, repo);
    return enqueue(this.#world, repository, pullOf(repository, number), this.#known(user));
  }

  /** Merges a group of the queue, as GitHub does by itself once its checks have passed. @throws Error where they have not */
  mergeGroup(wanted: { owner: string; repo: string; number: number; user: string; entry: QueueEntry }): Promise<void> {
    const repository = this.#repository(wanted.owner, wanted.repo);
    const issue = pullOf(repository, wanted.number);
    return mergeGroup(this.#world, repository, issue, wanted.entry, this.#known(wanted.user));
  }

  /** Installs an app on repositories of an account (names, or all of them) and sends `installation`. */
  installApp({ appId, owner, repositories }: { appId: number; owner: string; repositories?: string[] }) {
    const world = this.#world;
    const app = this.#app(appId);
    const account = this.#known(owner);
    const chosen = repositories?.map((name) => this.#repository(owner, name.split("/").at(-1)!));
    const installation = {
      id: world.ids.next("installation"),
      app,
      account,
      repositories: chosen ? new Set(chosen.map((it) => it.id)) : ("all" as const),
      createdAt: world.now(),
    };
    world.installations.set(installation.id, installation);
    const org = world.org(account.login);
    const payload = {
      action: "created",
      installation: presentInstallation(world, installation),
      repositories: (chosen ?? world.repositories.filter((it) => it.owner === account)).map((it) => ({
        id: it.id,
        node_id: nodeId("Repository", it.id),
        name: it.name,
        full_name: fullName(it),
        private: it.private,
      })),
    };
    const sender = this.#administrator(account);
    world.emit({ name: "installation", action: "created", sender, payload, only: app, ...(org && { org }) });
    return { installationId: installation.id };
  }

  /** Sets a branch's protection rule; required checks bind merges, REST writes and pushes. */
  protectBranch(wanted: {
    owner: string;
    repo: string;
    branch: string;
    requiredChecks?: RequiredCheck[];
    requirePullRequest?: boolean;
    bypass?: string[];
  }): void {
    const repository = this.#repository(wanted.owner, wanted.repo);
    const { branch, requiredChecks = [], requirePullRequest = false, bypass = [] } = wanted;
    repository.protections = repository.protections.filter((it) => it.branch !== branch);
    repository.protections.push({
      branch,
      requiredChecks: requiredChecks.map(({ context, appId }) => ({ context, appId: appId ?? null })),
      requirePullRequest,
      bypass: new Set(bypass),
    });
  }

  /** Makes REST requests fail that would not, for tests of what depends on them. */
  failNext(failure: Failure): void {
    this.#failures.add(failure);
  }

  /** Every attempt to deliver a webhook to an app, oldest first. */
  deliveries(appId: number): readonly Delivery[] {
    return this.#hooks.of(this.#app(appId));
  }

  /** Waits until no request, delivery or workflow is under way. @throws the first fault of background work */
  settled(): Promise<void> {
    return this.#world.activity.settled();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #account(type: Account["type"], login: string, name: string | null, email: string | null): Account {
    const id = this.#world.ids.next("account");
    const account = { type, id, login, name, email, createdAt: this.#world.now() };
    return type === "Organization" ? account : this.#world.addAccount(account);
  }

  #known(login: string): Account {
    const account = this.#world.account(login);
    if (!account) throw new Error(`There is no account ${login}.`);
    return account;
  }

  #org(login: string): Org {
    const org = this.#world.org(login);
    if (!org) throw new Error(`There is no organization ${login}.`);
    return org;
  }

  #teamChange({ org, team, login }: { org: string; team: string; login: string }) {
    const found = this.#org(org);
    const its = found.teams.get(team);
    if (!its) throw new Error(`${org} has no team ${team}.`);
    return { org: found, team: its, member: this.#known(login), sender: this.#administrator(found.account) };
  }

  #app(id: number): App {
    const app = this.#world.apps.get(id);
    if (!app) throw new Error(`There is no app ${id}.`);
    return app;
  }

  #repository(owner: string, name: string): Repository {
    const repository = this.#world.repository(owner, name);
    if (!repository) throw new Error(`There is no repository ${owner}/${name}.`);
    return repository;
  }

  /** Somebody in whose name settings change. */
  #administrator(account: Account): Account {
    const members = this.#world.org(account.login)?.members;
    const login = [...(members ?? [])].find(([, role]) => role === "admin")?.[0] ?? [...(members?.keys() ?? [])][0];
    return (login && this.#world.account(login)) || account;
  }
}
