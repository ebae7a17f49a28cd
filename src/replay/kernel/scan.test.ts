import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainString, skipSpace, skipValue } from "./scan.ts";

const bytesOf = (text: string) => Buffer.from(`${text}\n`);

/** Whether the walk takes the whole text for one JSON value. */
function accepts(text: string): boolean {
  const bytes = bytesOf(text);
  const after = skipValue(bytes, skipSpace(bytes, 0));
  return after >= 0 && skipSpace(bytes, after) === bytes.length - 1;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What is left to the full parser although it is JSON: a line feed inside, an exponent of three digits. */
const unusual = /\n|[eE][+-]?\d{3}/;

test("walks over any JSON, however it is spaced", () => {
  const usual = fc.json({ maxDepth: 5 }).filter((text) => !unusual.test(text));
  fc.assert(
    fc.property(usual, fc.constantFrom(undefined, 1, "\t"), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), null, indent).replaceAll("\n", "\r");
      expect(accepts(text)).toBe(true);
      expect(accepts(spaced)).toBe(true);
    }),
  );
});

test("whatever it walks over, JSON.parse takes too: one byte changed, cut or doubled", () => {
  const odd = fc.constantFrom(...'"\\{}[],:0123456789-+.eEtruefalsn u\t\u0001/'.split(""));
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(2), odd, (text, place, kind, char) => {
      const at = place % text.length;
      const changed = text.slice(0, at) + ["", char, char + text[at]][kind] + text.slice(at + 1);
      if (accepts(changed)) expect(isJson(changed)).toBe(true);
      else if (isJson(changed)) expect(changed).toMatch(unusual);
    }),
    { numRuns: 20_000 },
  );
});

describe("the cases that a hand-written parser gets wrong", () => {
  test.each([
    "01",
    "1.",
    ".5",
    "-",
    "1e",
    "1e+",
    "+1",
    "0x1",
    "tru",
    "nul",
    "[1,]",
    "{,}",
    '{"a"}',
    '{"a":1,}',
    '"\\x"',
  ])("%s is refused", (text) => {
    expect(isJson(text)).toBe(false);
    expect(accepts(text)).toBe(false);
  });
  test.each(['"\\u12', '"\\', '"', '"\t"', '{"a":', '{"a"', "[", '["', "", " ", "1 2", "{}}"])(
    "%j is refused",
    (text) => {
      expect(accepts(text)).toBe(false);
    },
  );
  test.each(["1E+2", "-0", "0.10", "1e-07", '"\\ud83d\\ude00"', '"\\/"', "[[],{}]", '{"":{"":[]}}'])(
    "%s is walked",
    (text) => {
      expect(isJson(text)).toBe(true);
      expect(accepts(text)).toBe(true);
    },
  );
  test("a value cut short is refused, wherever it is cut", () => {
    const text = '{"a": [12.5e-3, true, null, "\\u00e4"]}';
    for (let end = 0; end < text.length; end++) expect(accepts(text.slice(0, end))).toBe(false);
  });
  test("nesting that only serves to exhaust is left to the full parser", () => {
    expect(accepts("[".repeat(200) + "]".repeat(200))).toBe(false);
  });
});

test("a wanted string with an escape is left to the full parser", () => {
  expect(plainString(bytesOf('approve"'), 0)).toBe(8);
  expect(plainString(bytesOf('appr\\u006fve"'), 0)).toBe(-1);
});
