import type { UnaryTest } from "../feel/ast.ts";
import { parseTest } from "../feel/parse-test.ts";
import { TimeValue } from "../value/time.ts";
import { type Type, typeOf, type Value } from "../value/value.ts";
import type { Definitions, FeelText } from "./model.ts";

/** What an input entry tests, as a policy writes it; undefined for the empty entry and `-`. */
export function cellText(entry: FeelText | undefined): string | undefined {
  const text = (entry?.text ?? "").trim();
  if (text === "" || text === "-") return undefined;
  return booleanText(text) ?? text;
}

/** `TRUE`, `False` and Java's `Boolean.TRUE` are no FEEL, but tables that grew up with Java hold them. */
export function booleanText(text: string): string | undefined {
  return /^(?:Boolean\.)?(true|false)$/i.exec(text.trim())?.[1]?.toLowerCase();
}

/** The language of an expression where it is not FEEL: `juel`, `groovy`, … Absent means FEEL (DMN 1.3, 6.3.2). */
export function foreignLanguage(entry: FeelText | undefined, definitions: Definitions): string | undefined {
  const language = entry?.expressionLanguage ?? definitions.expressionLanguage;
  return language === undefined || language === "" || /feel/i.test(language) ? undefined : language;
}

/** The constants that a test compares with. */
function constants(test: UnaryTest): Value[] {
  if (test.kind === "any") return [];
  return test.items.flatMap((item) => (item.kind === "interval" ? [item.low, item.high] : [item.value]));
}

/** The type that a column's own tests speak of, where the file names none; undefined when they name none either. */
export function typeOfTests(texts: readonly string[]): Type | undefined {
  for (const text of texts) {
    const value = constants(parseTest(text).test ?? { kind: "any" }).find((one) => one !== null);
    if (value === undefined || value === null) continue;
    const type = typeOf(value);
    return type.endsWith("duration") ? "duration" : (type as Type);
  }
  return undefined;
}

/** Camunda 7 calls its dates with a time `date`: true when every date in the tests has a time. */
export function datesHaveTimes(texts: readonly string[]): boolean {
  const dates = texts.flatMap((text) => constants(parseTest(text).test ?? { kind: "any" }));
  const times = dates.filter((value) => value instanceof TimeValue);
  return times.length > 0 && times.every((value) => value.kind === "date and time");
}

/** True when a test asks whether the value is there at all. */
export function asksForNull(text: string): boolean {
  const { test } = parseTest(text);
  return test?.kind === "list" && test.items.some((item) => item.kind === "equals" && item.value === null);
}
