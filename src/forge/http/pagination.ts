import type { Context } from "hono";

const DEFAULT = 30;
const MAX = 100;

function positive(value: string | undefined, otherwise: number): number {
  const number = Number(value);
  return value !== undefined && Number.isInteger(number) && number > 0 ? number : otherwise;
}

/** The asked-for page of a list; sets the `Link` header when there are more pages. `per_page` is 30, at most 100. */
export function page<T>(c: Context, items: readonly T[]): T[] {
  const size = Math.min(positive(c.req.query("per_page"), DEFAULT), MAX);
  const at = positive(c.req.query("page"), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const links: string[] = [];
  const link = (number: number, rel: string) => {
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(number));
    links.push(`<${url}>; rel="${rel}"`);
  };
  if (at > 1) {
    link(at - 1, "prev");
    link(1, "first");
  }
  if (at < last) {
    link(at + 1, "next");
    link(last, "last");
  }
  if (links.length > 0) c.header("Link", links.join(", "));
  return items.slice((at - 1) * size, at * size);
}
