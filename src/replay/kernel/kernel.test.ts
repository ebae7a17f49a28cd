import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffPolicies, loadPolicy, type Policy } from "../../policy/index.ts";
import { blocks } from "../blocks.ts";
import { Counter } from "../counter.ts";
import { measure } from "../measure.ts";
import { replay } from "../replay.ts";
import type { Asked } from "../replay-request.ts";
import { keptPart } from "../sidecar/kept-part.ts";

const runs = Number(process.env.COUNTERSIGN_PROPERTY_RUNS ?? 300);

/** Numbers on and beside thresholds, in every way JSON can write them. */
const numberText = fc.constantFrom(
  ...["0", "-0", "0.36", "0.360", "36e-2", "0.36000000000000001", "0.35999999999999999", "0.3599999999999999", "1E+2"],
  ...[
    "100",
    "100.0",
    "99.99",
    "100.00000000000000000001",
    "9007199254740993",
    "9007199254740992",
    "-5",
    "5",
    "5.5",
    "1e3",
    "0.26",
    "4.9",
    "99.9",
  ],
);
const integerText = fc.constantFrom(
  "0",
  "5",
  "5.0",
  "100",
  "1E+2",
  "99",
  "9007199254740993",
  "9007199254740992",
  "-5",
  "6",
);
const threshold = fc.constantFrom("0.36", "100", "0", "5", "9007199254740993", "0.36000000000000001", "-5", "5.5");
const word = fc.constantFrom("invoice", "order", "größe", "", "other");
const date = fc.constantFrom("2024-02-29", "2024-03-01", "2025-01-01");

const numberTest = fc.oneof(
  threshold.chain((value) => fc.constantFrom("<", "<=", ">", ">=").map((op) => `${op} ${value}`)),
  fc.tuple(threshold, threshold).map(([a, b]) => (Number(a) < Number(b) ? `[${a}..${b})` : `>= ${b}`)),
  fc.uniqueArray(threshold, { minLength: 1, maxLength: 3 }).map((values) => values.join(", ")),
  threshold.map((value) => `not(> ${value})`),
  fc.constantFrom("-", "null", "not(null)"),
);
const textTest = fc.oneof(
  fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((words) => words.map((w) => JSON.stringify(w)).join(", ")),
  word.map((w) => `not(${JSON.stringify(w)})`),
  fc.constantFrom("-", "null"),
);
const columns = {
  amount: numberTest,
  count: numberTest.filter((text) => !/\.\d/.test(text.replace("..", ""))),
  kind: textTest,
  urgent: fc.constantFrom("true", "false", "-"),
  due: date.chain((day) => fc.constantFrom(`< date("${day}")`, `date("${day}")`, `>= date("${day}")`)),
  gap: numberTest,
  late: fc.constantFrom("true", "false"),
};

const rule = fc
  .tuple(
    fc.subarray(Object.keys(columns) as (keyof typeof columns)[], { minLength: 1, maxLength: 2 }),
    fc.record(columns),
  )
  .chain(([used, tests]) => {
    const when = Object.fromEntries(used.map((column) => [column, tests[column]]));
    return fc.constantFrom("pay", "hold", "refer").map((then) => ({ when, then }));
  });

const policyText = fc
  .record({
    rules: fc.oneof(
      { arbitrary: fc.array(rule, { minLength: 1, maxLength: 6 }), weight: 4 },
      { arbitrary: fc.array(rule, { minLength: 30, maxLength: 40 }), weight: 1 },
    ),
    hit: fc.constantFrom("FIRST", "UNIQUE", "ANY", "PRIORITY"),
    optional: fc.boolean(),
    gap: fc.constantFrom(
      "abs(amount - count) / count",
      "amount * 3 - count",
      "if urgent then amount else count",
      "amount + 0.1",
    ),
    values: fc.boolean(),
    floor: fc.constantFrom(0.8, 0.95),
  })
  .map(({ rules, hit, optional, gap, values, floor }) =>
    JSON.stringify({
      policy: "payables",
      title: "Payables",
      accountable: "manager",
      purpose: "Try the kernel.",
      inputs: {
        amount: { type: "number", optional },
        count: { type: "integer" },
        kind: { type: "string", optional: true, ...(values ? { values: ["invoice", "order", "größe"] } : {}) },
        urgent: { type: "boolean" },
        due: { type: "date", optional: true },
      },
      derived: {
        gap: { type: "number", feel: gap, optional },
        late: { type: "boolean", feel: 'due < date("2025-01-01")', optional: true },
      },
      outcomes: {
        pay: { acts: true, says: "Pay" },
        hold: { acts: false, says: "Hold" },
        refer: { acts: false, says: "Ask" },
      },
      hit_policy: hit,
      rules: rules.map(({ when, then }, i) => ({ id: `r${i}`, says: "A rule.", when, then })),
      otherwise: "refer",
      confidence: { automate: floor },
    }),
  );

function load(text: string): Policy | undefined {
  return loadPolicy(text).policy;
}

/** A JSON text of a value, in one of the odd forms that are the same value, or of another type altogether. */
const odd = fc.constantFrom("null", '""', '"5"', "[1]", '{"amount": 1}', "true", '"a\\u0062c"', "1e400", '"\\ud83d"');
const escaped = (text: string) =>
  JSON.stringify(text).replace(/[a-z]/, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
const rarely = (usual: fc.Arbitrary<string>, unusual: fc.Arbitrary<string>) =>
  fc.oneof({ arbitrary: usual, weight: 30 }, { arbitrary: unusual, weight: 1 });
const text = (arb: fc.Arbitrary<string>) =>
  rarely(
    arb.map((t) => JSON.stringify(t)),
    arb.map(escaped),
  );
const mostly = (arb: fc.Arbitrary<string>) => rarely(arb, odd);

const pairs = {
  amount: mostly(numberText),
  count: mostly(integerText),
  kind: mostly(text(word)),
  urgent: mostly(fc.constantFrom("true", "false")),
  due: mostly(text(date)),
  note: mostly(text(fc.string({ unit: "grapheme", maxLength: 5 }))),
};
const shuffled = (object: Record<string, string | undefined>, order: number): string => {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  const at = order % (entries.length + 1);
  const spaced = order % 2 ? ": " : ":";
  return `{${[...entries.slice(at), ...entries.slice(0, at)].map(([key, value]) => `"${key}"${spaced}${value}`).join(order % 3 ? ", " : ",")}}`;
};

const input = fc
  .tuple(fc.record(pairs, { requiredKeys: ["amount", "count", "kind", "urgent"] }), fc.nat(20))
  .map(([object, order]) => shuffled(object, order));

const segments = fc
  .record(
    {
      region: text(fc.constantFrom("north", "süd", "")),
      age: fc.constantFrom("30", "30.0", "3e1", "9007199254740993", "true", "null"),
      "": fc.constantFrom('"x"', "1"),
      input: fc.constantFrom('{"amount": 5}', "[1]", '"\\"input\\":{"'),
    },
    { requiredKeys: [] },
  )
  .map((object) => shuffled(object, Object.keys(object).length));

const record = fc
  .tuple(
    fc.record(
      {
        decision_id: mostly(
          rarely(
            fc.nat(99).map((n) => `"case-${n}"`),
            fc.constantFrom("7", "7.0", "9007199254740993", "12345678901234567890", '"__proto__"'),
          ),
        ),
        input: mostly(input),
        policy: rarely(fc.constantFrom('"payables"', "null", '""'), fc.constantFrom('"loans"', "7")),
        human_outcome: mostly(fc.constantFrom('"pay"', '"hold"', '"refer"', '"sue"', '""', "null", "1")),
        masked: rarely(fc.constant("null"), fc.constantFrom("[]", '["/input/amount"]', '["/input/name"]', "3")),
        segments: mostly(segments),
        confidence: mostly(
          fc.constantFrom("0.8", "0.80", "8e-1", "0.7999999999999999999999", "0.95", "-0", "1e400", "1e99999", '"0.9"'),
        ),
        timestamp: mostly(
          fc.constantFrom('"2026-03-01T10:00:00.5Z"', '"2026-03-02T10:00:00+02:00"', '"2025-12-31"', '"soon"'),
        ),
      },
      { requiredKeys: ["decision_id", "input"] },
    ),
    fc.nat(20),
  )
  .map(([object, order]) => shuffled(object, order));

/** Lines as logs really have them: whole, doubled keys, cut short, garbled, blank. */
const line = fc.oneof(
  { arbitrary: record, weight: 40 },
  { arbitrary: record.map((r) => r.replace("amount", "am\\u006funt")), weight: 1 },
  { arbitrary: fc.tuple(record, input).map(([r, i]) => `${r.slice(0, -1)},"input":${i}}`), weight: 4 },
  { arbitrary: fc.tuple(record, fc.nat(400)).map(([r, n]) => r.slice(0, n)), weight: 3 },
  {
    arbitrary: fc
      .tuple(record, fc.nat(400), fc.constantFrom(...'"{}[],:\\ 0e\u0001'))
      .map(([r, n, c]) => r.slice(0, n) + c + r.slice(n + 1)),
    weight: 3,
  },
  { arbitrary: record.map((r) => ` \t${r} \r`), weight: 2 },
  { arbitrary: fc.constantFrom("", "  ", "null", "[]", "\uFEFF{}"), weight: 1 },
);

const log = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 60 }),
    bom: fc.boolean(),
    ended: fc.boolean(),
    garbage: fc.option(fc.nat(3000), { freq: 10 }),
  })
  .map(({ lines, bom, ended, garbage }) => {
    const bytes = Buffer.from((bom ? "\uFEFF" : "") + lines.join("\n") + (ended ? "\n" : ""));
    if (garbage !== null && bytes.length > 0) bytes[garbage % bytes.length] = 0xff;
    return bytes;
  });

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The report from what was kept of a log by a run that was asked the other way round, and so had its inputs in another order. */
async function keptAndDecided(asked: Asked, bytes: AsyncIterable<Uint8Array>) {
  const first = new Counter({ ...asked, base: asked.head, head: asked.base, regions: undefined });
  const { file } = await first.gather("log", 1, blocks(bytes));
  const next = new Counter(asked);
  next.kept("log", 1, keptPart(new Uint8Array(Buffer.concat(file)), next.inputs)!);
  return measure(asked, next.finish());
}

describe("the kernel is the evaluator, only faster", () => {
  test(
    "on random tables and logs their reports are equal, byte for byte",
    async () => {
      const seen = { replayed: 0, judged: 0, flips: 0, moved: 0 };
      await fc.assert(
        fc.asyncProperty(policyText, policyText, log, fc.integer({ min: 20, max: 4000 }), async (a, b, bytes, size) => {
          const [base, head] = [load(a), load(b)];
          fc.pre(base !== undefined && head !== undefined);
          // A semantic diff costs more than all the rest.
          const small = base.rules.length + head.rules.length <= 8 && size % 4 === 0;
          const regions = small ? diffPolicies(base, head, { budget: 2000 }).regions : undefined;
          const asked = { base, head, weigh: "amount", stage: "automate" as const, regions };
          const run = (kernel: boolean) =>
            replay({ ...asked, logs: [{ name: "log", bytes: chunks(bytes, size) }], kernel });
          const report = await run(true);
          const reference = JSON.stringify(await run(false));
          expect(JSON.stringify(report)).toBe(reference);
          expect(JSON.stringify(await keptAndDecided(asked, chunks(bytes, size)))).toBe(reference);
          seen.replayed += report.replayed;
          seen.judged += report.replayed - report.unjudged.head;
          seen.flips += report.flips.count;
          seen.moved += report.dispositions!.moved.length;
        }),
        { numRuns: runs, endOnFailure: true },
      );
      // What never reaches the rules proves nothing.
      expect(seen.judged).toBeGreaterThan(seen.replayed / 3);
      expect(seen.moved).toBeGreaterThan(0);
      expect(seen.flips).toBeGreaterThan(seen.judged / 10);
    },
    Math.max(120_000, runs * 200),
  );

  test("a derived value that doubles put on the wrong side of a threshold, or beside it, is worked out exactly", async () => {
    const policy = (test: string) =>
      load(
        JSON.stringify({
          policy: "payables",
          title: "Payables",
          accountable: "manager",
          purpose: "Sums of dimes.",
          inputs: { amount: { type: "number" }, count: { type: "number" } },
          derived: { gap: { type: "number", feel: "amount * 3 + count" } },
          outcomes: { pay: { acts: true, says: "Pay" }, refer: { acts: false, says: "Ask" } },
          rules: [{ id: "low", says: "Low.", when: { gap: test }, then: "pay" }],
          otherwise: "refer",
        }),
      )!;
    // On doubles 0.1 * 3 is 0.30000000000000004, and 0.1 * 3 + 0.6 is 0.9000000000000001.
    const lines = [0, 0.6].map((count) => JSON.stringify({ decision_id: `${count}`, input: { amount: 0.1, count } }));
    const bytes = Buffer.from(lines.join("\n"));
    const [base, head] = [policy("0.3, 0.9"), policy("> 0.3")];
    const report = await replay({ base, head, logs: [{ name: "log", bytes: chunks(bytes, 1000) }] });
    expect(report.outcomes).toEqual({ base: { pay: 2 }, head: { pay: 1, refer: 1 } });
  });
});
