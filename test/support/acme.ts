import { createHmac, randomUUID } from "node:crypto";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { actions, views } from "../../src/cli/demo/actions.ts";
import { Clone } from "../../src/cli/demo/clone.ts";
import { AT, startWorld, type World, type WorldOptions } from "../../src/cli/demo/world.ts";
import type { LedgerRecord } from "../../src/ledger/record.ts";
import { Contract } from "./contract.ts";
import { parseRecord } from "./ledger-record.ts";

const template = resolve(import.meta.dirname, "../../policies-template");

export const POLICY = "policies/mortgage/policy.yaml";

/** Acme's repository on the embedded GitHub: template pushed, app installed, checks required, bot running. */
export class Acme {
  readonly world: World;
  readonly act: ReturnType<typeof actions>;
  readonly see: ReturnType<typeof views>;
  installation = 0;
  readonly #directory: string;
  readonly #contract: Contract;
  readonly #clones = new Map<string, Clone>();

  private constructor(world: World, directory: string, contract: Contract) {
    this.world = world;
    this.#contract = contract;
    this.act = actions(world);
    this.see = views(world);
    this.#directory = directory;
  }

  static async start(
    options: Omit<WorldOptions, "directory"> = {},
    files: Record<string, string | null> = {},
  ): Promise<Acme> {
    const directory = await mkdtemp(join(tmpdir(), "countersign-e2e-"));
    const contract = new Contract();
    const world = await startWorld({
      ...options,
      directory: join(directory, "forge"),
      onExchange: contract.onExchange,
    });
    const acme = new Acme(world, directory, contract);
    const root = await acme.clone("root");
    await cp(template, root.directory, { recursive: true });
    await root.write(files);
    await root.push("main", "Govern our decisions");
    acme.installation = await world.install();
    await world.settled();
    world.forge.protectBranch({
      ...AT,
      branch: "main",
      requirePullRequest: true,
      requiredChecks: [{ context: "countersign/approvals", appId: world.app.appId }, { context: "countersign/replay" }],
    });
    return acme;
  }

  /** Somebody's clone, on the newest main. */
  async clone(person: string): Promise<Clone> {
    const known = this.#clones.get(person);
    if (known) {
      await known.update();
      return known;
    }
    const clone = await Clone.of(this.world.gitUrl(person), join(this.#directory, "clones", person), person);
    this.#clones.set(person, clone);
    return clone;
  }

  /** A branch with changed files, pushed, and the pull request for it. `change` maps a path to its new text. */
  async propose(
    person: string,
    branch: string,
    change: Record<string, string | ((old: string) => string)>,
  ): Promise<number> {
    await this.push(person, branch, change);
    return this.act.openPull(person, branch, `Change ${Object.keys(change).join(", ")}`);
  }

  async push(
    person: string,
    branch: string,
    change: Record<string, string | ((old: string) => string)>,
  ): Promise<void> {
    const clone = await this.clone(person);
    const remote = await clone.git("ls-remote", "origin", `refs/heads/${branch}`);
    if (remote !== "") {
      await clone.git("fetch", "--quiet", "origin", branch);
      await clone.git("checkout", "--quiet", "-B", branch, "FETCH_HEAD");
    }
    for (const [path, text] of Object.entries(change)) {
      const next = typeof text === "string" ? text : text(await readFile(join(clone.directory, path), "utf8"));
      await clone.write({ [path]: next });
    }
    await clone.push(branch, `Change ${Object.keys(change).join(", ")}`);
    await this.world.settled();
  }

  /** The approvals check on a pull request's head: conclusion, or status while it has none. */
  async approvals(number: number): Promise<{ state: string; title: string; summary: string; text: string }> {
    const run = await this.see.check(number, "countersign/approvals");
    const { title, summary, text } = run?.output ?? {};
    return {
      state: run?.conclusion ?? run?.status ?? "missing",
      title: title ?? "",
      summary: summary ?? "",
      text: text ?? "",
    };
  }

  /** The ledger's commit messages, newest first. */
  async ledger(): Promise<string[]> {
    const clone = await this.clone("root");
    await clone.git("fetch", "--quiet", "--tags", "origin");
    const log = await clone.git("log", "--format=%B%x00", "origin/governance-log");
    return log
      .split("\0")
      .map((message) => message.trim())
      .filter((message) => message !== "");
  }

  /** The ledger's records of a pull request, by what comes after `pull-7/` in their ids. */
  async records(pull: number): Promise<Record<string, LedgerRecord>> {
    const clone = await this.clone("root");
    await clone.git("fetch", "--quiet", "origin");
    const folder = `records/pull-${pull}/`;
    const listing = await clone.git("ls-tree", "-r", "--name-only", "origin/governance-log", folder);
    const read = listing.split("\n").filter((path) => path !== "");
    const records = read.map(async (path): Promise<[string, LedgerRecord]> => {
      const text = await clone.git("show", `origin/governance-log:${path}`);
      return [path.slice(folder.length, -".json".length), parseRecord(text)];
    });
    return Object.fromEntries(await Promise.all(records));
  }

  /** Posts a webhook to the bot as GitHub would, or as somebody who does not know the secret. @returns the HTTP status. */
  async deliver(
    event: string,
    payload: object,
    { secret = this.world.app.webhookSecret, guid = randomUUID(), url = this.world.bot.url } = {},
  ): Promise<number> {
    const body = JSON.stringify(payload);
    const { status } = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": guid,
        "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
      },
    });
    return status;
  }

  /** The last payload of an event that GitHub sent to the bot. */
  lastPayload(event: string, action?: string): Record<string, unknown> {
    const deliveries = this.world.forge.deliveries(this.world.app.appId);
    const found = deliveries
      .filter((delivery) => delivery.event === event && (!action || delivery.action === action))
      .at(-1);
    if (!found) throw new Error(`GitHub sent no ${event}.`);
    return found.request.payload;
  }

  /** GitHub dates to the second: of two things within one it is not known which came later. */
  nextSecond(): Promise<void> {
    return new Promise((passed) => setTimeout(passed, 1001 - (Date.now() % 1000)));
  }

  /** How often somebody wrote through REST since a moment in the request log. */
  writesSince(mark: number): string[] {
    return this.world.forge.requests
      .slice(mark)
      .filter(({ method, path }) => method !== "GET" && !path.includes("access_tokens"))
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** Ends it all. @throws Error where an answer or webhook of the embedded GitHub was not as GitHub's. */
  async stop(): Promise<void> {
    await this.world.settled();
    this.#contract.checkDeliveries(this.world.forge.deliveries(this.world.app.appId));
    await this.world.stop();
    await rm(this.#directory, { recursive: true, force: true });
    this.#contract.verify();
  }
}

/** Moves the mortgage policy's threshold, as the story's analyst does. */
export const moveThreshold = (policy: string) => policy.replace('"< 0.36"', '"<= 0.36"');
