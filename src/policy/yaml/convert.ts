import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { LIMITS } from "../limits.ts";
import { isDecimal, numberFromText } from "../value/decimal.ts";

interface Problem {
  code: string;
  message: string;
  offset: number;
}

interface Converted {
  data: unknown;
  problems: Problem[];
  /** True when the content cannot be used at all (too deep, too many aliases). */
  refused: boolean;
  /** False when `data` holds Decimals. */
  lossless: boolean;
}

/** A YAML document as plain data. `doubles` gives every number as a JavaScript number, for JSON Schema. */
export function convert(document: Document<Node, boolean>, options: { doubles?: boolean } = {}): Converted {
  const problems: Problem[] = [];
  let aliases = 0;
  let nodes = 0;
  let refused = false;
  let lossless = true;

  const refuse = (code: string, message: string, node: Node) => {
    if (!refused) problems.push({ code, message, offset: node.range?.[0] ?? 0 });
    refused = true;
    return null;
  };

  function scalar(node: Scalar): unknown {
    if (typeof node.value !== "number") return node.value;
    const exact = numberFromText(node.source ?? "") ?? node.value;
    if (isDecimal(exact)) {
      lossless = false;
      return options.doubles ? exact.toNumber() : exact;
    }
    if (Number.isFinite(exact)) return exact;
    problems.push({
      code: "not-a-number",
      message: `${node.source} is not a finite number.`,
      offset: node.range?.[0] ?? 0,
    });
    return 0;
  }

  function visit(node: Node | null | undefined, depth: number): unknown {
    if (!node || refused) return null;
    if (depth > LIMITS.nesting) {
      return refuse("nested-too-deep", `At most ${LIMITS.nesting} levels inside one another are read.`, node);
    }
    if (++nodes > LIMITS.fileLength) return refuse("too-many-values", "The aliases make this file too large.", node);
    if (isAlias(node)) {
      if (++aliases > LIMITS.aliases)
        return refuse("too-many-aliases", `At most ${LIMITS.aliases} aliases are read.`, node);
      const target = node.resolve(document);
      if (target) return visit(target, depth + 1);
      problems.push({
        code: "unknown-alias",
        message: `No anchor &${node.source} stands above.`,
        offset: node.range?.[0] ?? 0,
      });
      return null;
    }
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return node.items.map((item) => visit(item as Node, depth + 1));
    if (!isMap(node)) return null;
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        problems.push({
          code: "key-not-text",
          message: "A key must be plain text.",
          offset: (key as Node | null)?.range?.[0] ?? 0,
        });
        continue;
      }
      const name = keyText(key);
      const offset = key.range?.[0] ?? 0;
      if (entries.has(name))
        problems.push({ code: "duplicate-key", message: `"${name}" stands here twice; keep one.`, offset });
      if (name === "__proto__")
        problems.push({ code: "reserved-name", message: `"__proto__" cannot be a name.`, offset });
      else entries.set(name, visit(value as Node | null, depth + 1));
    }
    return Object.fromEntries(entries);
  }

  const data = visit(document.contents, 0);
  return { data: refused ? undefined : data, problems, refused, lossless };
}

/** A key as it is written: `1.0` stays `1.0`, `yes` stays `yes`. */
export function keyText(key: Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}
