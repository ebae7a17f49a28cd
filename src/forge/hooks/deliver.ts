import { createHmac, randomUUID } from "node:crypto";
import { nodeId } from "../model/ids.ts";
import type { App, Installation } from "../model/types.ts";
import { covers, type ForgeEvent, type World } from "../model/world.ts";
import { eventBody } from "./body.ts";

/** GitHub gives a receiver ten seconds. */
const TIMEOUT_MS = 10_000;

/** One attempt to deliver a webhook, as `/app/hook/deliveries/{id}` tells of it. */
export interface Delivery {
  id: number;
  guid: string;
  app: App;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  deliveredAt: Date;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  status: string;
  /** 0 while under way and when no answer came. */
  statusCode: number;
  request: { headers: Record<string, string>; payload: Record<string, unknown> };
  response: { headers: Record<string, string>; payload: string };
}

/** These are sent to every app, subscribed or not (docs: "installation" event). */
const ALWAYS = new Set([
  "installation",
  "installation_repositories",
  "installation_target",
  "github_app_authorization",
]);

/** Signs and sends webhooks: in order for each app, never twice by itself, each attempt logged. */
export class Deliverer {
  readonly #world: World;
  readonly #log: Delivery[] = [];
  #queues = new Map<App, Promise<void>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Every attempt made for an app, oldest first. */
  of(app: App): Delivery[] {
    return this.#log.filter((delivery) => delivery.app === app);
  }

  /** Sends an event to each app that is installed where it happened and subscribes to it. */
  handle(event: ForgeEvent): void {
    for (const installation of this.#world.installations.values()) {
      const { app } = installation;
      if (event.only ? event.only !== app : !reaches(installation, event)) continue;
      if (!ALWAYS.has(event.name) && !app.events.includes(event.name)) continue;
      this.#enqueue(app, event.name, event.action ?? null, this.#body(event, installation), {
        installationId: installation.id,
        repositoryId: event.repository?.id ?? null,
      });
    }
  }

  /** Sends a logged delivery again, with its guid. */
  redeliver(delivery: Delivery): void {
    const { app, event, action, request, guid } = delivery;
    this.#enqueue(app, event, action, request.payload, { ...delivery, guid, redelivery: true });
  }

  #body(event: ForgeEvent, installation: Installation): Record<string, unknown> {
    return {
      ...eventBody(this.#world, event),
      ...(!("installation" in event.payload) && {
        installation: { id: installation.id, node_id: nodeId("Installation", installation.id) },
      }),
    };
  }

  #enqueue(
    app: App,
    event: string,
    action: string | null,
    payload: Record<string, unknown>,
    about: Pick<Delivery, "installationId" | "repositoryId"> & Partial<Pick<Delivery, "guid" | "redelivery">>,
  ): void {
    if (!app.webhookUrl) return;
    const delivery: Delivery = {
      id: this.#world.ids.next("delivery"),
      guid: about.guid ?? randomUUID(),
      app,
      event,
      action,
      installationId: about.installationId,
      repositoryId: about.repositoryId,
      deliveredAt: this.#world.now(),
      redelivery: about.redelivery ?? false,
      duration: 0,
      status: "pending",
      statusCode: 0,
      request: { headers: {}, payload },
      response: { headers: {}, payload: "" },
    };
    const sent = (this.#queues.get(app) ?? Promise.resolve()).then(() => this.#send(delivery, app.webhookUrl!));
    this.#queues.set(app, sent);
    this.#world.activity.track(sent);
  }

  async #send(delivery: Delivery, url: string): Promise<void> {
    const body = JSON.stringify(delivery.request.payload);
    const { app } = delivery;
    const sign = (algorithm: string) =>
      `${algorithm}=${createHmac(algorithm, app.webhookSecret).update(body).digest("hex")}`;
    const headers = {
      Accept: "*/*",
      "Content-Type": "application/json",
      "User-Agent": "GitHub-Hookshot/forge",
      "X-GitHub-Delivery": delivery.guid,
      "X-GitHub-Event": delivery.event,
      "X-GitHub-Hook-ID": String(app.hookId),
      "X-GitHub-Hook-Installation-Target-ID": String(app.id),
      "X-GitHub-Hook-Installation-Target-Type": "integration",
      "X-Hub-Signature": sign("sha1"),
      "X-Hub-Signature-256": sign("sha256"),
    };
    delivery.request.headers = headers;
    delivery.deliveredAt = this.#world.now();
    this.#log.push(delivery);
    const started = performance.now();
    try {
      const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      delivery.response = { headers: Object.fromEntries(answer.headers), payload: await answer.text() };
      delivery.statusCode = answer.status;
      delivery.status = answer.ok ? "OK" : answer.statusText || `Invalid HTTP Response: ${answer.status}`;
    } catch (error) {
      delivery.status = (error as Error).name === "TimeoutError" ? "timed out" : "failed to connect to host";
    }
    delivery.duration = Math.round(performance.now() - started) / 1000;
  }
}

function reaches(installation: Installation, event: ForgeEvent): boolean {
  if (event.repository) return covers(installation, event.repository);
  return event.org?.account === installation.account;
}
