import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** Gives answers to GET a weak ETag and answers 304, without a body, to who has it already. */
export const conditional: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method !== "GET" || c.res.status !== 200) return;
  const body = Buffer.from(await c.res.clone().arrayBuffer());
  const etag = `W/"${createHash("sha256")
    .update(c.req.header("accept") ?? "")
    .update(body)
    .digest("hex")}"`;
  const known = (c.req.header("if-none-match") ?? "").split(",").map((tag) => tag.trim());
  const headers = new Headers(c.res.headers);
  headers.set("ETag", etag);
  headers.set("Cache-Control", "private, max-age=60, s-maxage=60");
  headers.set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP");
  const opaque = (tag: string) => tag.replace(/^W\//, "");
  if (known.some((tag) => tag === "*" || opaque(tag) === opaque(etag))) {
    headers.delete("Content-Type");
    headers.delete("Content-Length");
    c.res = new Response(null, { status: 304, headers });
  } else {
    c.res = new Response(body, { status: 200, headers });
  }
};
