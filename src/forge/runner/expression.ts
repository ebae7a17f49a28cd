import { compare, FUNCTIONS, show, truthy, type Value } from "./functions.ts";

/** What an expression may look into: `github`, `env`, `inputs`, `steps` … and how the job stands, for `success()`. */
export interface Scope {
  contexts: Record<string, unknown>;
  status: "success" | "failure" | "cancelled";
}

/** An expression that cannot be read; the message says where. */
export class ExpressionError extends Error {}

const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?))|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>().,*[\]]))/giy;

function tokens(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new ExpressionError(`Unexpected '${text.slice(at).trim()[0]}' in the expression '${text}'`);
    found.push(match[0].trim());
    at = TOKEN.lastIndex;
  }
  return found;
}

/** Reads and computes at once, weakest operator first (docs: "Evaluate expressions in workflows and actions"). */
class Evaluator {
  #at = 0;
  readonly #tokens: string[];
  readonly #scope: Scope;
  readonly #text: string;

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#tokens = tokens(text);
    this.#scope = scope;
  }

  whole(): Value {
    const value = this.#or();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return value;
  }

  #take(...wanted: string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return null;
    this.#at++;
    return token;
  }

  #need(wanted: string): void {
    if (!this.#take(wanted)) throw this.#unexpected();
  }

  #unexpected() {
    return new ExpressionError(`Unexpected ${this.#tokens[this.#at] ?? "end"} in the expression '${this.#text}'`);
  }

  #or(): Value {
    let left = this.#and();
    while (this.#take("||")) {
      const right = this.#and();
      left = truthy(left) ? left : right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#comparison();
    while (this.#take("&&")) {
      const right = this.#comparison();
      left = truthy(left) ? right : left;
    }
    return left;
  }

  #comparison(): Value {
    let left = this.#unary();
    for (let operator = this.#operator(); operator; operator = this.#operator())
      left = compare(operator, left, this.#unary());
    return left;
  }

  #operator() {
    return this.#take("==", "!=", "<", "<=", ">", ">=");
  }

  #unary(): Value {
    return this.#take("!") ? !truthy(this.#unary()) : this.#path();
  }

  #path(): Value {
    let value = this.#primary();
    for (;;) {
      if (this.#take(".")) value = member(value, this.#tokens[this.#at++] ?? "");
      else if (this.#take("[")) {
        value = member(value, show(this.#or()));
        this.#need("]");
      } else return value;
    }
  }

  #primary(): Value {
    if (this.#take("(")) {
      const value = this.#or();
      this.#need(")");
      return value;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw this.#unexpected();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(token)) return Number(token);
    const literals: Record<string, Value> = { true: true, false: false, null: null };
    if (token in literals) return literals[token]!;
    if (!/^[A-Za-z_]/.test(token)) {
      this.#at--;
      throw this.#unexpected();
    }
    if (this.#take("(")) return this.#call(token);
    return (this.#scope.contexts[token.toLowerCase()] ?? null) as Value;
  }

  #call(name: string): Value {
    const given: Value[] = [];
    if (!this.#take(")")) {
      do given.push(this.#or());
      while (this.#take(","));
      this.#need(")");
    }
    const { status } = this.#scope;
    const state: Record<string, boolean> = {
      always: true,
      success: status === "success",
      failure: status === "failure",
      cancelled: status === "cancelled",
    };
    if (name in state) return state[name]!;
    const run = FUNCTIONS[name.toLowerCase()];
    if (!run) throw new ExpressionError(`There is no function ${name} in the expression '${this.#text}'`);
    return run(...given);
  }
}

/** A property, found whatever its case; of an array, `*` or a name gathers from every item. */
function member(value: Value, name: string): Value {
  if (value === null || typeof value !== "object") return null;
  if (Array.isArray(value)) {
    if (name === "*") return value;
    if (/^\d+$/.test(name)) return (value[Number(name)] ?? null) as Value;
    return value.map((item) => member(item as Value, name)).filter((item) => item !== null);
  }
  if (name === "*") return Object.values(value) as Value;
  const key = Object.keys(value).find((it) => it.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : ((value as Record<string, Value>)[key] ?? null);
}

export const evaluate = (text: string, scope: Scope): Value => new Evaluator(text, scope).whole();

/** A text with each `${{ … }}` replaced by its value. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{([\s\S]*?)\}\}/g, (_, inside: string) => show(evaluate(inside, scope)));
}

/** Whether an `if:` holds. Without a status function it also asks that nothing has failed. */
export function condition(text: string | boolean | undefined, scope: Scope): boolean {
  if (text === undefined) return scope.status === "success";
  const inside = String(text)
    .trim()
    .replace(/^\$\{\{([\s\S]*)\}\}$/, "$1");
  const asksStatus = /\b(always|success|failure|cancelled)\s*\(/.test(inside);
  return (asksStatus || scope.status === "success") && truthy(evaluate(inside, scope));
}
