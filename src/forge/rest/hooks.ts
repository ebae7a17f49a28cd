import { Hono } from "hono";
import type { Deliverer, Delivery } from "../hooks/deliver.ts";
import { type Ctx, type Env, idParam } from "../http/context.ts";
import { ApiError, notFound } from "../http/errors.ts";
import { readBody, text } from "../http/fields.ts";
import type { App } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { jwtApp } from "./apps.ts";

const MAX_PAGE = 100;

const presentItem = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt.toISOString(),
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

const presentConfig = ({ webhookUrl }: App) => ({
  content_type: "json",
  insecure_ssl: "0",
  secret: "********",
  url: webhookUrl ?? "",
});

/** The deliveries, newest first, a page at a time by `cursor`. */
function deliveriesPage(c: Ctx, all: readonly Delivery[]): Delivery[] {
  const size = Math.min(Number(c.req.query("per_page") ?? 30) || 30, MAX_PAGE);
  const cursor = c.req.query("cursor");
  const newest = [...all].reverse();
  const start = cursor === undefined ? 0 : newest.findIndex((it) => it.id === Number(cursor));
  if (start < 0) throw new ApiError(422, "Invalid cursor");
  const next = newest[start + size];
  if (next) {
    const url = new URL(c.req.url);
    url.searchParams.set("cursor", String(next.id));
    c.header("Link", `<${url}>; rel="next"`);
  }
  return newest.slice(start, start + size);
}

/** The webhook of an app: its configuration, what was delivered, and delivering it again. */
export function hookRoutes(world: World, hooks: Deliverer): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/app/hook/config", (c) => c.json(presentConfig(jwtApp(c))));

  app.patch("/app/hook/config", async (c) => {
    const own = world.apps.get(jwtApp(c).id)!;
    const body = await readBody(c);
    own.webhookUrl = text(body, "url") ?? own.webhookUrl;
    own.webhookSecret = text(body, "secret") ?? own.webhookSecret;
    return c.json(presentConfig(own));
  });

  app.get("/app/hook/deliveries", (c) => c.json(deliveriesPage(c, hooks.of(jwtApp(c))).map(presentItem)));

  const deliveryOf = (c: Ctx): Delivery => {
    const found = hooks.of(jwtApp(c)).find((it) => it.id === idParam(c, "delivery_id"));
    if (!found) throw notFound();
    return found;
  };

  app.get("/app/hook/deliveries/:delivery_id", (c) => {
    const delivery = deliveryOf(c);
    const { request, response, app: own } = delivery;
    return c.json({ ...presentItem(delivery), url: own.webhookUrl ?? "", request, response });
  });

  app.post("/app/hook/deliveries/:delivery_id/attempts", (c) => {
    hooks.redeliver(deliveryOf(c));
    return c.json({}, 202);
  });

  return app;
}
