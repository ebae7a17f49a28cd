import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import type { Delivery, Exchange } from "../../src/forge/index.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;
const file = resolve(import.meta.dirname, "../../../shared/github-contract/github-rest-slim.json");

/** Whether GitHub's published description of its REST API is at hand; without it REST is not held to anything. */
export const contractThere = existsSync(file);

type Schema = Record<string, unknown>;
type Content = Record<string, { schema?: Schema }>;
interface Operation {
  requestBody?: { content?: Content };
  responses: Record<string, { $ref?: string; content?: Content }>;
}

/**
 * OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, and objects are closed, so that the forge cannot give more than
 * GitHub does. Parts of an `allOf` stay open, because each sees the properties of the others.
 */
function convert(value: unknown, open = false): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item));
  if (value === null || typeof value !== "object") return value;
  const { nullable, discriminator: _, example: _e, examples: _es, ...rest } = value as Schema;
  const schema: Schema = Object.fromEntries(
    Object.entries(rest).map(([key, item]) => {
      // One inlined schema asks an account to be both a user and an enterprise; its named twin says either.
      if (key === "allOf" && JSON.stringify(item).includes('"title":"Enterprise"')) return ["anyOf", convert(item)];
      // Several kinds of error fit one body: every property of theirs is optional.
      if (key === "oneOf") return ["anyOf", convert(item)];
      if (key === "allOf") return [key, (item as unknown[]).map((part) => convert(part, true))];
      if (key === "properties") return [key, mapValues(item as Schema, (part) => convert(part))];
      return [key, convert(item)];
    }),
  );
  const plain = schema.type === "object" && schema.properties && !schema.allOf && !schema.anyOf;
  if (plain && !open && schema.additionalProperties === undefined) schema.additionalProperties = false;
  if (!nullable) return schema;
  if (Array.isArray(schema.enum)) schema.enum = [...schema.enum, null];
  if (typeof schema.type === "string") return { ...schema, type: [schema.type, "null"] };
  return { anyOf: [schema, { type: "null" }] };
}

const mapEntries = (values: Schema, change: (key: string, value: unknown) => unknown): Schema =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(key, value)]));
const mapValues = (values: Schema, change: (value: unknown) => unknown) =>
  mapEntries(values, (_, value) => change(value));

/** `GET /repos/{owner}/{repo}/contents/{path}` as a pattern; `{path}` and `{ref}` may hold slashes. */
function patternOf(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!part.startsWith("{")) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return part === "{path}" || part === "{basehead}" ? ".*" : "[^/]+";
    })
    .join("");
  return new RegExp(`^${source}$`);
}

/** Holds what the forge answers and sends against GitHub's own descriptions. */
export class Contract {
  /** What does not fit, each with the operation or event and where in its body. */
  readonly problems: string[] = [];
  /** How often each operation and event was checked. */
  readonly checked = new Map<string, number>();
  readonly #ajv = addFormats(new Ajv({ strict: false, allErrors: true, allowUnionTypes: true, logger: false }));
  readonly #operations: { name: string; method: string; pattern: RegExp; operation: Operation }[] = [];
  readonly #responses: Record<string, { content?: Content }> = {};
  readonly #compiled = new Map<unknown, ValidateFunction>();

  constructor() {
    if (contractThere) this.#readRest();
    const hooks = createRequire(import.meta.url)("@octokit/webhooks-schemas/schema.json") as Schema;
    this.#ajv.addSchema({ ...hooks, $schema: undefined, oneOf: undefined, ...stripDialects(hooks) }, "hooks");
  }

  #readRest(): void {
    const description = JSON.parse(readFileSync(file, "utf8")) as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, Schema>; responses: Record<string, { content?: Content }> };
    };
    const { schemas, responses } = description.components;
    const combined = [...JSON.stringify(description).matchAll(/"allOf":\[([^\]]*)\]/g)].flatMap(([, parts]) => [
      ...parts!.matchAll(/#\/components\/schemas\/([\w-]+)/g),
    ]);
    const open = new Set(combined.map(([, name]) => name!));
    this.#ajv.addSchema(
      { components: { schemas: mapEntries(schemas, (name, schema) => convert(schema, open.has(name))) } },
      "rest",
    );
    Object.assign(this.#responses, responses);
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (!operation.responses) continue;
        const name = `${method.toUpperCase()} ${path}`;
        this.#operations.push({ name, method: method.toUpperCase(), pattern: patternOf(path), operation });
      }
    }
  }

  /** The operations of the description, `GET /repos/{owner}/{repo}` and so on. */
  get operations(): string[] {
    return this.#operations.map((it) => it.name);
  }

  /** Checks one request and its answer; operations that are not in the description are passed over. */
  onExchange = (exchange: Exchange): void => {
    const path = exchange.path.split("?")[0]!;
    const found = this.#operations.find((it) => it.method === exchange.method && it.pattern.test(path));
    // Any GET may be answered with 304, which the description tells of a few only:
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
    if (!found || exchange.status >= 500 || (exchange.status === 304 && exchange.method === "GET")) return;
    const { name, operation } = found;
    this.#count(name);
    const answer = operation.responses[String(exchange.status)];
    if (exchange.status < 400) {
      if (!answer) {
        this.problems.push(`${name}: ${exchange.status} is no answer of GitHub's`);
        return;
      }
      this.#check(
        `${name} request`,
        operation.requestBody?.content?.["application/json"]?.schema,
        exchange.requestBody,
      );
    }
    if (!answer) {
      this.#checkError(name, exchange);
      return;
    }
    const content = (answer.$ref ? this.#responses[answer.$ref.split("/").at(-1)!] : answer)?.content;
    if (exchange.contentType.startsWith("application/json")) {
      const object = /[.+]object/.test(exchange.accept) && content?.["application/vnd.github.object"];
      const schema = (object || content?.["application/json"])?.schema;
      this.#check(`${name} ${exchange.status}`, schema, exchange.responseBody);
    }
  };

  /** Any endpoint may say no in ways that its description leaves out; the shape is always the same. */
  #checkError(name: string, { status, responseBody }: Exchange): void {
    const body = JSON.parse(responseBody) as { message?: unknown };
    if (typeof body.message !== "string") this.problems.push(`${name} ${status}: no message`);
  }

  /** Checks the body of a webhook. */
  checkHook(event: string, payload: Record<string, unknown>): void {
    const action = typeof payload.action === "string" && event !== "repository_dispatch" ? payload.action : "event";
    const name = `${event}$${action}`;
    this.#count(`webhook ${name}`);
    const validate = this.#compile(name, { $ref: `hooks#/definitions/${name}` });
    if (!validate) this.problems.push(`webhook ${name}: GitHub sends no such event`);
    else if (!validate(payload)) this.#report(`webhook ${name}`, validate);
  }

  checkDeliveries(deliveries: readonly Delivery[]): void {
    for (const { event, request } of deliveries) this.checkHook(event, request.payload);
  }

  /** @throws Error with everything that did not fit */
  verify(): void {
    const different = [...new Set(this.problems)];
    if (different.length > 0) throw new Error(`The forge differs from GitHub:\n${different.join("\n")}`);
  }

  #check(name: string, schema: Schema | undefined, text: string): void {
    if (!schema || text === "") return;
    const validate = this.#compile(schema, convert(rebase(schema)) as Schema);
    if (validate && !validate(JSON.parse(text))) this.#report(name, validate);
  }

  #compile(key: unknown, schema: Schema): ValidateFunction | null {
    const known = this.#compiled.get(key);
    if (known) return known;
    try {
      const compiled = this.#ajv.compile(schema);
      this.#compiled.set(key, compiled);
      return compiled;
    } catch (error) {
      if (typeof key === "string" && /can't resolve reference/.test((error as Error).message)) return null;
      throw error;
    }
  }

  #report(name: string, { errors }: ValidateFunction): void {
    for (const { instancePath, message, params, keyword } of (errors ?? []).slice(0, 12)) {
      if (keyword === "oneOf" || keyword === "anyOf") continue;
      this.problems.push(
        `${name}: ${instancePath.replace(/\/\d+/g, "/*") || "/"} ${message} ${JSON.stringify(params)}`,
      );
    }
    if ((errors ?? []).every((it) => it.keyword === "oneOf" || it.keyword === "anyOf")) {
      this.problems.push(`${name}: ${errors?.[0]?.instancePath} ${errors?.[0]?.message}`);
    }
  }

  #count(name: string): void {
    this.checked.set(name, (this.checked.get(name) ?? 0) + 1);
  }
}

/** Points `#/components/…` at the document that was added under the name `rest`. */
function rebase(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"rest#/components/')) as Schema;
}

/** Each definition names draft-07 as its dialect in a spelling that ajv does not know. */
function stripDialects(hooks: Schema): Schema {
  const definitions = mapValues(hooks.definitions as Schema, (it) => ({ ...(it as Schema), $schema: undefined }));
  return JSON.parse(JSON.stringify({ definitions })) as Schema;
}
