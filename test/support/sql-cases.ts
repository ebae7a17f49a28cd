import fc from "fast-check";
import type { Row } from "./databases.ts";

/** YAML-free policies (JSON is YAML) over inputs of every type that SQL knows, with formulas and thresholds that meet. */
const threshold = fc.constantFrom("0.36", "100", "0", "5", "-5", "5.5", "0.1", "3", "99.99");
const word = fc.constantFrom("invoice", "order", "größe", "it's", 'a "b"', "back\\slash", "%_", "");
const date = fc.constantFrom("2024-02-29", "2024-03-01", "2025-01-01");
const text = (value: string) => JSON.stringify(value);

const numberTest = fc.oneof(
  fc.tuple(fc.constantFrom("<", "<=", ">", ">="), threshold).map(([op, value]) => `${op} ${value}`),
  fc
    .tuple(threshold, threshold, fc.constantFrom("[", "("), fc.constantFrom("]", ")"))
    .filter(([a, b]) => Number(a) < Number(b))
    .map(([a, b, open, close]) => `${open}${a}..${b}${close}`),
  fc.uniqueArray(threshold, { minLength: 1, maxLength: 3 }).map((values) => values.join(", ")),
  threshold.map((value) => `not(> ${value})`),
  fc.tuple(threshold, threshold).map(([a, b]) => `not(${a}, < ${b})`),
  fc.constantFrom("-", "null", "not(null)"),
);
const textTest = fc.oneof(
  fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((words) => words.map(text).join(", ")),
  word.map((one) => `not(${text(one)})`),
  fc.constantFrom("-", "null", 'null, "order"'),
);
const truthTest = fc.constantFrom("true", "false", "-", "not(true)", "null");
const dateTest = date.chain((day) =>
  fc.constantFrom(`< date("${day}")`, `date("${day}")`, `>= date("${day}")`, `not(date("${day}"))`, "null"),
);

/** Formulas that SQL can follow, with what tests their values. */
export const formulas = {
  number: [
    "abs(amount - asked) / asked",
    "amount * 3 - count",
    "if urgent then amount else asked",
    "1 - amount / asked",
    "amount / asked * 100",
    "(amount - asked) / (count - 3)",
    "min(amount, asked, 5)",
    "max(amount, count)",
    "floor(amount) - count",
    "round half up(amount, 1)",
    "amount ** 2",
    "-amount / count",
    "if count = 0 then 0 else amount / count",
    "if amount > 5 then null else amount",
    "string length(kind)",
    "due.year - 2020",
    "abs(1 - amount / asked)",
    "(amount + asked) / 2 / count",
    "count + 0.5",
  ],
  boolean: [
    'due < date("2025-01-01")',
    "amount > asked",
    "amount / asked >= 0.1 and urgent",
    "urgent or amount / count > 1",
    "amount / asked = asked / amount",
    "amount = null",
    "amount != asked",
    'contains(kind, "o")',
    'ends with(kind, "e") or starts with(kind, "o")',
    "amount in (1, > 5, [asked..count])",
    "not(urgent)",
    "gap > amount",
    "gap = null or gap <= 0.1",
    'kind = "order"',
  ],
};

const columns = {
  amount: numberTest,
  count: numberTest.filter(
    (test) => !/(^|[, ])-?\d*\.\d+([, )]|$)/.test(test.replace(/[<>]=? \S+|[[(].*\.\..*[\])]/g, "")),
  ),
  asked: numberTest,
  kind: textTest,
  urgent: truthTest,
  due: dateTest,
  gap: numberTest,
  late: truthTest,
};

const rule = fc
  .tuple(fc.subarray(Object.keys(columns) as (keyof typeof columns)[], { maxLength: 3 }), fc.record(columns))
  .chain(([used, tests]) => {
    const when = Object.fromEntries(used.map((column) => [column, tests[column]]));
    return fc.constantFrom("pay", "hold", "refer").map((then) => ({ when, then }));
  });

const versionOf = (optional: { amount: boolean; gap: boolean; late: boolean }, gap: string, late: string) =>
  fc
    .record({
      rules: fc.array(rule, { maxLength: 6 }),
      hit: fc.constantFrom("FIRST", "UNIQUE", "ANY", "PRIORITY"),
      values: fc.boolean(),
    })
    .map(({ rules, hit, values }) =>
      JSON.stringify({
        policy: "payables",
        title: "Payables",
        accountable: "manager",
        purpose: "Try the SQL form.",
        inputs: {
          amount: { type: "number", optional: optional.amount },
          count: { type: "integer", optional: !optional.amount, ...(values ? { values: "[-5..100]" } : {}) },
          asked: { type: "number" },
          kind: { type: "string", optional: true },
          urgent: { type: "boolean", optional: optional.gap },
          due: { type: "date", optional: true },
        },
        derived: {
          gap: { type: "number", feel: gap, optional: optional.gap },
          late: { type: "boolean", feel: late, optional: optional.late },
        },
        outcomes: { refer: { acts: false, says: "Ask" }, pay: { acts: true, says: "Pay" }, hold: { acts: false } },
        hit_policy: hit,
        rules: rules.map(({ when, then }, at) => ({ id: `r${at}`, when, then })),
        otherwise: "refer",
      }),
    );

/** Two versions of a policy; those that a loader refuses are for the test to skip. */
export const versions = fc
  .record({
    optional: fc.record({ amount: fc.boolean(), gap: fc.boolean(), late: fc.boolean() }),
    gap: fc.constantFrom(...formulas.number),
    late: fc.constantFrom(...formulas.boolean),
    otherGap: fc.option(fc.constantFrom(...formulas.number)),
  })
  .chain(({ optional, gap, late, otherGap }) =>
    fc.tuple(versionOf(optional, gap, late), versionOf(optional, otherGap ?? gap, late)),
  );

/** Numbers on and beside thresholds that SQL decides exactly. */
const number = fc.constantFrom(
  ...["0", "-0", "0.36", "0.360", "0.35999", "0.36001", "100", "100.0", "99.99", "5", "5.0", "5.5", "-5", "3", "1"],
  ...["1E+2", "0.1", "0.11", "0.09", "10", "9", "11", "5.5001", "2.45", "2.5", "-2.45", "33.33", "0.12345"],
);
const integer = fc.constantFrom("0", "5", "5.0", "100", "1E+2", "99", "-5", "6", "3", "1");
const odd = fc.constantFrom("null", '"5"', "true", "[]", "{}", '"2024-02-30"', "5.5", '""');
const likely = (value: fc.Arbitrary<string>) =>
  fc.oneof({ arbitrary: value, weight: 12 }, { arbitrary: odd, weight: 1 });

const input = fc
  .record(
    {
      amount: likely(number),
      count: likely(integer),
      asked: likely(number),
      kind: likely(word.map(text)),
      urgent: likely(fc.constantFrom("true", "false")),
      due: likely(
        fc.constantFrom('"2024-02-29"', '"2024-02-28"', '"2024-03-01"', '"2023-02-29"', '"2025-01-01"', '"soon"'),
      ),
      other: fc.constantFrom("1", "{}"),
    },
    { requiredKeys: [] },
  )
  .map(
    (fields) =>
      `{${Object.entries(fields)
        .map(([name, value]) => `${text(name)}: ${value}`)
        .join(", ")}}`,
  );

const whole = fc
  .tuple(likely(number), likely(integer), likely(number), word, fc.boolean(), date)
  .map(
    ([amount, count, asked, kind, urgent, due]) =>
      `{"amount": ${amount}, "count": ${count}, "asked": ${asked}, "kind": ${text(kind)}, "urgent": ${urgent}, "due": "${due}"}`,
  );

const often = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 15 }, { arbitrary: fc.constantFrom(usual, ...others), weight: 1 });

/** Records of all sorts; `at` makes their ids unique. */
export const records: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      input: fc.oneof(
        { arbitrary: whole, weight: 4 },
        { arbitrary: input, weight: 2 },
        often("{}", null, "[]", '"x"', "null"),
      ),
      policy: often<string | null>("payables", null, "", "other"),
      human_outcome: fc.constantFrom("pay", "hold", "refer", "else", "", null),
      masked: often<string | null>(
        null,
        "[]",
        '["/input/amount"]',
        '["/input/nothing", 5]',
        '["/input"]',
        '["/segments/x"]',
        "{}",
      ),
      id: often("id", ""),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ id, ...row }, at) => ({ ...row, decision_id: id === "" ? (at % 2 ? "" : null) : `${id}-${at}` })),
  );
