import type { Value } from "../value/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import { numberFunctions } from "./number.ts";
import { stringFunctions } from "./string.ts";
import { timeFunctions } from "./time.ts";

/** Three-valued: the opposite of null is null. */
const not: Builtin = { ...builtin(["boolean"], "boolean", ([value]: readonly Value[]) => !value) };

/** Every function a formula can call, by its FEEL name. */
export const FUNCTIONS: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({ not, ...numberFunctions, ...stringFunctions, ...timeFunctions }),
);

const regex =
  "regular expressions can take for ever on a hostile text, so they are left out: use contains, starts with or ends with";
const clock = "a decision must mean the same when it is replayed tomorrow: make the date an input";

/** FEEL functions that are left out, and why. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ["matches", regex],
  ["replace", regex],
  ["split", regex],
  ["now", clock],
  ["today", clock],
]);
