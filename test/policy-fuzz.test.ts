import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPolicy, decide, LIMITS, loadPolicy } from "../src/policy/index.ts";
import { policyOf } from "./support/policy-text.ts";

/** `FUZZ_RUNS=100000 npx vitest run test/policy-fuzz` for a long run. */
const runs = Number(process.env.FUZZ_RUNS ?? 500);

const sample = `policy: invoices
title: Pay small invoices
inputs:
  amount: {type: number, unit: EUR, values: ">= 0"}
  kind: {type: string, values: [invoice, order]}
  due: {type: date, optional: true}
  waits: {type: duration, optional: true}
  known: {type: boolean}
derived:
  rest: {type: number, feel: abs(amount - 100) / (amount + 1)}
  weekday: {type: string, feel: day of week(due), optional: true}
outcomes: {pay: {acts: true, says: "Pay it"}, review: {acts: false}}
hit_policy: PRIORITY
rules:
  - id: small
    says: Pay what is small.
    when: {amount: "[0..100)", kind: '"invoice", "order"', known: true}
    then: pay
  - {id: late, when: {due: 'not(null, < date("2024-02-29"))', rest: "<= 0.02", waits: '< duration("P3D")'}, then: review}
otherwise: review
confidence: {assist: 0.95}
`;

/** Whatever the text: no exception, findings that point into it, and a policy exactly when nothing is wrong. */
function survives(text: string): void {
  const { policy, findings } = loadPolicy(text, { file: "policy.yaml" });
  const lines = text.split("\n").length;
  for (const finding of findings) {
    expect(finding.message).not.toBe("");
    if (finding.line === undefined) continue;
    expect(finding.line).toBeGreaterThanOrEqual(1);
    expect(finding.line).toBeLessThanOrEqual(lines + 1);
    expect(finding.column).toBeGreaterThanOrEqual(1);
  }
  expect(policy === undefined).toBe(findings.some((finding) => finding.severity === "error"));
  if (!policy) return;
  checkPolicy(policy);
  decide(policy, { amount: 50, kind: "invoice", known: true, due: "2024-03-01", waits: "P1D" }, { stage: "automate" });
}

const fragments = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ": ",
  "- ",
  "&a ",
  "*a",
  "!!",
  "|",
  ">",
  "'",
  '"',
  "#",
  "\n",
  "  ",
  "\t",
  "null",
  "~",
  "__proto__",
  "constructor",
  "1e999",
  ".inf",
  ".nan",
  "0x10",
  "-0",
  "9007199254740993",
  "<",
  "<= ",
  "..",
  "(",
  ")",
  "not(",
  "date(",
  "@",
  "?",
  "if ",
  "then",
  "for x in ",
  "amount",
  "rest",
  "\u0000",
  "\ud800",
  "\u202e",
  "\ufeff",
  "---\n",
  "%YAML 1.1\n",
  "<<: *a\n",
];

const mutated = fc
  .array(fc.tuple(fc.nat(sample.length), fc.nat(30), fc.constantFrom(...fragments)), { minLength: 1, maxLength: 6 })
  .map((edits) => edits.reduce((text, [at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut), sample));

describe("bad text is answered with findings, whatever it is", () => {
  test("the sample itself is a policy", () => expect(policyOf(sample).id).toBe("invoices"));

  test("arbitrary bytes", { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => survives(Buffer.from(bytes).toString("utf8"))),
      { numRuns: runs },
    );
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survives), { numRuns: runs });
  });

  test("mutated policies", { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(mutated, survives), { numRuns: runs });
  });

  test("any test and any formula", { timeout: 3_600_000 }, () => {
    const feel = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom(...fragments, "1", ",", '"x"', "-", "+", "/", "**", " "), { maxLength: 12 })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(feel, feel, (unary, formula) => {
        const text = sample
          .replace('"[0..100)"', JSON.stringify(unary))
          .replace("abs(amount - 100) / (amount + 1)", JSON.stringify(formula));
        survives(text);
      }),
      { numRuns: runs },
    );
  });

  test("any input: a decision, never an exception", () => {
    const policy = policyOf(sample);
    const value = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
      fc.double(),
      fc.constantFrom("invoice", true, "2024-02-29", "P1D", 1e308, 5e-324),
    );
    const input = fc.record(
      { amount: value, kind: value, due: value, waits: value, known: value },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, (given) => {
        expect(["pay", "review"]).toContain(decide(policy, given, { stage: "assist" }).outcome);
      }),
      { numRuns: runs },
    );
    for (const odd of [null, undefined, 5, "x", []]) expect(decide(policy, odd as never).outcome).toBe("review");
  });
});

describe("text made to be slow is refused in time", () => {
  const many = (part: string, length: number = LIMITS.fileLength) =>
    part.repeat(Math.ceil(length / part.length)).slice(0, length);
  const quick = 20_000;
  test.each([
    ["one character too many", many("#", LIMITS.fileLength + 1), "file-too-large"],
    ["open brackets", many("["), "nested-too-deep"],
    ["open braces", many("{a: "), "nested-too-deep"],
    ["a deep mapping", Array.from({ length: 60 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "nested-too-deep"],
    ["dashes", many("- ", 20_000), "yaml-syntax"],
    [
      "the billion laughs",
      `a: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}`,
      "too-many-aliases",
    ],
    ["an alias inside itself", "a: &a [*a]", "nested-too-deep"],
    ["many keys", Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join("\n"), "unknown-key"],
    ["one key, many times", many("a: 1\n", 250_000), "duplicate-key"],
    ["too many rules", `rules:\n${many("- {id: a, then: b}\n", 19 * (LIMITS.rules + 1))}`, "too-many-rules"],
    [
      "too many inputs",
      `inputs:\n${Array.from({ length: LIMITS.columns + 1 }, (_, i) => `  k${i}: {type: number}\n`).join("")}`,
      "too-many-columns",
    ],
    [
      "too many outcomes",
      `outcomes:\n${Array.from({ length: LIMITS.outcomes + 1 }, (_, i) => `  k${i}: {acts: true}\n`).join("")}`,
      "too-many-outcomes",
    ],
  ])("%s", { timeout: quick }, (_story, text, code) => {
    const { policy, findings } = loadPolicy(text);
    expect(policy).toBeUndefined();
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings.length).toBeLessThanOrEqual(LIMITS.findings + 1);
  });

  test.each([
    "(",
    "-",
    "a ",
    "a+",
    "not(",
    "{a:",
    "[",
    "f(",
    "1,",
    '"',
    "if a then ",
    "a in ",
    "a.",
    "1..",
    "?",
    "@",
    "/*",
  ])("a test and a formula of nothing but %s", { timeout: quick }, (part) => {
    const feel = JSON.stringify(many(part, LIMITS.textLength));
    for (const from of ['"[0..100)"', "abs(amount - 100) / (amount + 1)"]) {
      expect(loadPolicy(sample.replace(from, feel)).policy).toBeUndefined();
    }
  });

  test("a formula that nests too deep", () => {
    const nested = (depth: number) => `${"1 + (".repeat(depth)}1${")".repeat(depth)}`;
    const codes = (depth: number) =>
      loadPolicy(sample.replace("abs(amount - 100) / (amount + 1)", nested(depth))).findings.map((one) => one.code);
    expect(codes(20)).toEqual([]);
    expect(codes(LIMITS.depth + 1)).toEqual(["nested-too-deep"]);
  });

  test("a policy at its limits is read, and decides", { timeout: quick }, () => {
    const names = Array.from({ length: 8 }, (_, i) => `c${i}`);
    const rules = Array.from(
      { length: LIMITS.rules },
      (_, i) =>
        `  - {id: r${i}, when: {${names.map((name, c) => `${name}: "[${i + c}..${i + c + 10})"`).join(", ")}}, then: b}`,
    );
    const policy = policyOf(
      `policy: big\ninputs: {${names.map((name) => `${name}: {type: number}`).join(", ")}}\noutcomes: {b: {acts: true}, o: {acts: false}}\nhit_policy: FIRST\nrules:\n${rules.join("\n")}\notherwise: o\n`,
    );
    expect(decide(policy, Object.fromEntries(names.map((name, c) => [name, 4000 + c]))).rule).toBe("r3991");
  });
});
