import { compareNum, isInteger, type Num, toDecimal } from "../value/decimal.ts";
import type { Value } from "../value/value.ts";
import { type Builtin, builtin, NoResult } from "./builtin.ts";

const s = (value: Value | undefined) => value as string;

/** Characters are Unicode code points, and the first one is 1; a negative start counts from the end (DMN 1.3, table 74). */
function substring(text: string, start: Num, length: Num | undefined): string {
  if (!isInteger(start) || compareNum(start, 0) === 0)
    throw new NoResult("a substring begins at character 1, 2, … or -1, -2, …");
  if (length !== undefined && compareNum(length, 1) < 0) throw new NoResult("the length of a substring is at least 1");
  const characters = [...text];
  const from = clamp(start);
  const first = from > 0 ? from - 1 : Math.max(characters.length + from, 0);
  const end = length === undefined ? characters.length : first + Math.floor(clamp(length));
  return characters.slice(first, end).join("");
}

const clamp = (value: Num) => Math.max(-1e9, Math.min(1e9, toDecimal(value).toNumber()));

export const stringFunctions: Record<string, Builtin> = {
  "string length": builtin(["string"], "number", ([text]) => [...s(text)].length),
  contains: builtin(["string", "string"], "boolean", ([text, part]) => s(text).includes(s(part))),
  "starts with": builtin(["string", "string"], "boolean", ([text, part]) => s(text).startsWith(s(part))),
  "ends with": builtin(["string", "string"], "boolean", ([text, part]) => s(text).endsWith(s(part))),
  "upper case": builtin(["string"], "string", ([text]) => s(text).toUpperCase()),
  "lower case": builtin(["string"], "string", ([text]) => s(text).toLowerCase()),
  substring: {
    overloads: [
      { params: ["string", "number"], result: "string" },
      { params: ["string", "number", "number"], result: "string" },
    ],
    apply: ([text, start, length]) => substring(s(text), start as Num, length as Num | undefined),
  },
  "substring before": builtin(["string", "string"], "string", ([text, mark]) => {
    const at = s(text).indexOf(s(mark));
    return at < 0 ? "" : s(text).slice(0, at);
  }),
  "substring after": builtin(["string", "string"], "string", ([text, mark]) => {
    const at = s(text).indexOf(s(mark));
    return at < 0 ? "" : s(text).slice(at + s(mark).length);
  }),
};
