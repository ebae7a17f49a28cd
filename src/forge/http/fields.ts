import type { Context } from "hono";
import { ApiError } from "./errors.ts";

export type Body = Record<string, unknown>;

const wrong = (name: string, value: unknown, expected: string) =>
  new ApiError(
    422,
    `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)?.slice(0, 200)} is not ${expected}.`,
  );

/** The JSON object of a request; an empty body is `{}`. @throws ApiError 400 when it is not a JSON object */
export async function readBody(c: Context): Promise<Body> {
  const text = await c.req.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ApiError(400, "Body should be a JSON object");
  }
  return value as Body;
}

/** @throws ApiError 422 when it is there and no text */
export function text(body: Body, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== "string") throw wrong(name, value, "a string");
  return value;
}

/** @throws ApiError 422 when it is missing, empty or no text */
export function needText(body: Body, name: string): string {
  const value = text(body, name);
  if (value === undefined) throw new ApiError(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
  return value;
}

export function flag(body: Body, name: string): boolean | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== "boolean") throw wrong(name, value, "a boolean");
  return value;
}

export function oneOf<T extends string>(body: Body, name: string, values: readonly T[]): T | undefined {
  const value = text(body, name);
  if (value !== undefined && !values.includes(value as T)) {
    throw new ApiError(
      422,
      `Invalid request.\n\nFor 'properties/${name}', ${value} is not a member of ${JSON.stringify(values)}.`,
    );
  }
  return value as T | undefined;
}

export function texts(body: Body, name: string): string[] | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) {
    throw wrong(name, value, "an array of strings");
  }
  return value as string[];
}

export function objects(body: Body, name: string): Body[] | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((item) => item === null || typeof item !== "object")) {
    throw wrong(name, value, "an array of objects");
  }
  return value as Body[];
}

export function object(body: Body, name: string): Body | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && (typeof value !== "object" || Array.isArray(value))) throw wrong(name, value, "an object");
  return value as Body | undefined;
}

export function integer(body: Body, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && !Number.isSafeInteger(value)) throw wrong(name, value, "an integer");
  return value as number | undefined;
}
