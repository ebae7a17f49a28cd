import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batch, type TextColumn, valueIn } from "./batch.ts";
import { LineReader } from "./line-reader.ts";

const runs = Number(process.env.COUNTERSIGN_PROPERTY_RUNS ?? 300);

const text = (column: TextColumn, row: number) =>
  column.codes[row]! < 0 ? null : column.dictionary.text(column.codes[row]!);

/** What a reader makes of a block: its rows, the lines that it leaves, and how many lines were walked over. */
function readAll(bytes: Uint8Array, walks: boolean) {
  const batch = new Batch(["amount", "kind", "größe"]);
  const reader = new LineReader(batch, ["payables", "a policy with a long name"], walks);
  const found: unknown[] = [];
  const take = () => {
    for (let row = 0; row < batch.rows; row++)
      found.push([
        batch.id(row),
        batch.at[row],
        batch.confidence[row],
        text(batch.humans, row),
        batch.inputs.map((column) => [column.kinds[row], valueIn(column, row)]),
        Object.fromEntries(batch.segments.map((column) => [column.name, text(column, row)])),
      ]);
    found.push(["of other policies", batch.others]);
    batch.clear();
  };
  reader.open(bytes);
  let walked = 0;
  for (let start = 0; start < bytes.length; ) {
    const before = batch.rows + batch.others;
    start = reader.walk(start, bytes.length);
    walked += batch.rows + batch.others - before;
    if (start === bytes.length) break;
    const next = reader.read(start);
    if (next < 0) {
      take();
      found.push(["left", start]);
    }
    start = next < 0 ? bytes.indexOf(10, start) + 1 : next;
  }
  take();
  // Attributes of lines that are left may make columns, or not; only what is said counts.
  return { walked, found: JSON.parse(JSON.stringify(found, (_, value) => (value === null ? undefined : value))) };
}

const rarely = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: usual, weight: 40 }, { arbitrary: unusual, weight: 1 });
const texts = rarely(
  fc.constantFrom('"invoice"', '""', '"order"', '"exactly 16 bytes"', '"seventeen bytes.."', '"größe"'),
  fc.constantFrom('"a\\"b"', '"\\u00e9"', '"cut', '"\\x"', '"tab\t"', '"\\'),
);
const numbers = rarely(
  fc.constantFrom(
    ...["0", "-0", "5", "-5.25", "123456789012345", "1234567890.12345", "0.1234567890123456", "1e3", "1E+2"],
    "9007199254740993",
  ),
  fc.constantFrom("01", "-", "1.", ".5", "1e400", "--1", "+1", "1e", "1.5.5"),
);
const words = rarely(fc.constantFrom("true", "false", "null"), fc.constantFrom("[1]", "{}", '{"amount":1}', "nul", ""));
const nested = rarely(
  fc.constantFrom(
    '{"a": [1, {"b":"c\\n"}] ,"d":{}}',
    "[ ]",
    '[[],[{}],"x" , null]',
    `${"[".repeat(50)}${"]".repeat(50)}`,
  ),
  fc.constantFrom(
    ...[
      "[1,]",
      '{"a":1,}',
      "[1 2]",
      '{"a"}',
      "[}",
      '{"a":[}]',
      `${"[".repeat(70)}${"]".repeat(70)}`,
      "[",
      '{"a":1]',
      "[1}",
    ],
    ...["{1:2}", '{"a":"\\q"}', '["\t"]'],
  ),
);
const anything = fc.oneof(nested, texts, numbers, words);
const moments = fc.constantFrom(
  ...['"2026-03-01T10:00:00Z"', '"2026-03-01T10:00:00.250Z"', '"2026-12-31T23:59:60Z"', '"2024-02-29T00:00:00Z"'],
  ...[
    '"2026-02-29T00:00:00Z"',
    '"2026-03-01"',
    '"2026-03-01T10:00:00+02:00"',
    '"2026-03-01T24:00:00Z"',
    '"2026-04-31T00:00:00Z"',
  ],
  ...[
    '"0000-01-01T00:00:00Z"',
    '"1969-12-31T00:00:00Z"',
    '"9999-12-31T00:00:00Z"',
    '"2026-3-01T10:00:00.2Z"',
    "5",
    "null",
  ],
);

/** A line of a log whose lines are all alike but for their values. */
const line = fc
  .record({
    id: rarely(fc.constant('"case-1"'), texts),
    amount: fc.oneof({ arbitrary: numbers, weight: 9 }, anything),
    kind: fc.oneof({ arbitrary: texts, weight: 9 }, anything),
    size: anything,
    note: anything,
    policy: fc.constantFrom(
      '"payables"',
      '"payables"',
      '"a policy with a long name"',
      '"payable"',
      '"loans"',
      '""',
      "null",
      "7",
    ),
    human: fc.oneof(texts, words),
    at: moments,
    confidence: fc.oneof({ arbitrary: numbers, weight: 3 }, anything),
    region: anything,
    masked: rarely(fc.constant("null"), fc.constant("[]")),
    shape: rarely(fc.constant(0), fc.constantFrom(1, 2, 3, 4)),
  })
  .map(({ id, amount, kind, size, note, policy, human, at, confidence, region, masked, shape }) => {
    const input = `{"amount":${amount},"kind":${kind},"note":${note},"größe":${size}${shape === 1 ? `,"amount":${size}` : ""}}`;
    const more = shape === 2 ? `,"segments":{"region":${note}}` : shape === 3 ? ',"segments":null' : "";
    return (
      `{"decision_id": ${id}, "policy": ${policy},"timestamp":${at},"input":${shape === 4 ? "{}" : input},"masked":${masked},` +
      `"confidence":${confidence},"human_outcome":${human},"segments":{"region":${region}, "age": ${amount}}${more},"x":${note}}`
    );
  });

describe("lines walked over in WebAssembly", () => {
  test("are read as in JavaScript, and those that are not usual are left to it", () => {
    let walked = 0;
    let lines = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (some) => {
        // Once more, now that what stands between the values is known.
        const bytes = Buffer.from([...some, ...some].map((one) => `${one}\n`).join(""));
        const both = readAll(bytes, true);
        expect(both.found).toEqual(readAll(bytes, false).found);
        walked += both.walked;
        lines += 2 * some.length;
      }),
      { numRuns: runs },
    );
    expect(walked).toBeGreaterThan(lines / 3);
  }, 120_000);

  test("no change, cut or doubling of one byte makes a difference", () => {
    const whole = (n: number) =>
      `{"decision_id":"case-${n}","timestamp":"2026-03-0${1 + (n % 9)}T10:00:00.5Z","input":{"amount":${n}.5,"kind":"order"},` +
      `"note":"a\\nb","confidence":0.9,"segments":{"region":"north"}}\n`;
    const known = Array.from({ length: 10 }, (_, n) => whole(n)).join("");
    const bytes = fc.constantFrom(...Array.from('"\\{}[]:,0e-. \t\u0001x', (char) => char.charCodeAt(0)));
    fc.assert(
      fc.property(
        fc.nat(whole(1).length - 2),
        bytes,
        fc.constantFrom(0, 1),
        fc.constantFrom(0, 1),
        (at, byte, cut, added) => {
          const changed = Buffer.from(whole(1));
          const line = Buffer.concat([changed.subarray(0, at), Buffer.alloc(added, byte), changed.subarray(at + cut)]);
          const all = Buffer.concat([Buffer.from(known), line, Buffer.from(whole(2))]);
          expect(readAll(all, true).found).toEqual(readAll(all, false).found);
        },
      ),
      { numRuns: runs },
    );
  }, 120_000);
});
