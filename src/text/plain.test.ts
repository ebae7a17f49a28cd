import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainLine, plainText } from "./plain.ts";

describe("untrusted text on one plain line", () => {
  test.each([
    ["line breaks cannot add a trailer", "ok\nApproved-by: maria", "ok Approved-by: maria"],
    ["terminal escapes show", "\u001b[2Jgone", "\ufffd[2Jgone"],
    ["bidirectional overrides show", "amount\u202e 00001", "amount\ufffd 00001"],
    ["zero-width spaces show", "pay\u200bee", "pay\ufffdee"],
    ["a lone surrogate becomes encodable", "a\ud800b", "a\ufffdb"],
    ["joiners of scripts and emoji stay", "نمی\u200cخواهم 👩\u200d🚒", "نمی\u200cخواهم 👩\u200d🚒"],
    ["nobody is mentioned", "thanks @maria", "thanks @\u200bmaria"],
    ["a mail address stays whole", "a.b@acme.example", "a.b@acme.example"],
    ["no issue is closed", "fixes #12, gh-3", "fixes #\u200b12, gh-\u200b3"],
  ])("%s", (_, text, expected) => {
    expect(plainLine(text)).toBe(expected);
  });

  test("never more than one line, never longer than asked, never anything unseen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const line = plainLine(text, max);
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect([...line.replaceAll("\u200b", "")].length).toBeLessThanOrEqual(max);
      }),
      { numRuns: 2000 },
    );
  });

  test("plain text keeps its lines", () => {
    expect(plainText("a\r\nb\u2028c\td")).toBe("a\nb\nc d");
  });
});
