import fc from "fast-check";
import type { Space } from "../../src/policy/analysis/space.ts";
import { policyText } from "./policy-text.ts";

/** A column of random tables: how it is declared, and tests that its rules may have. */
interface RandomColumn {
  declared: string;
  tests: string[];
}

/** One column of each kind, with constants that meet, touch and miss one another. */
const catalogue: Record<string, RandomColumn> = {
  amount: {
    declared: "{type: number}",
    tests: ["< 5", "<= 5", "> 5", ">= 7.5", "[5..7.5)", "(0..5]", "5", "not(5)", "not([5..7.5])", "0, > 5", "7.5, 5"],
  },
  share: {
    declared: "{type: number, values: '[0..1]', optional: true}",
    tests: ["< 0.5", ">= 0.5", "null", "not(null)", "not(0.5)", "1"],
  },
  score: {
    declared: "{type: integer, values: '[1..6]'}",
    tests: ["< 3", "[2..4]", "(2..3)", "6", "not(1, 2)", "> 4.5"],
  },
  standing: { declared: "{type: string, values: [a, b, c]}", tests: ['"a"', '"b", "c"', 'not("a")', '"a", "b"'] },
  note: {
    declared: "{type: string, optional: true}",
    tests: ['"x"', 'not("x")', "null", 'null, "y"', 'not(null, "x")'],
  },
  flag: { declared: "{type: boolean}", tests: ["true", "false"] },
  perhaps: { declared: "{type: boolean, optional: true}", tests: ["true", "not(true)", "null", "-"] },
  due: {
    declared: "{type: date, optional: true}",
    tests: ['< date("2024-02-29")', '[date("2024-02-29")..date("2024-03-01"))', "null"],
  },
  term: { declared: "{type: duration}", tests: ['< duration("P1Y")', '>= duration("P1Y")', 'duration("P18M")'] },
};

const hits = ["FIRST", "FIRST", "UNIQUE", "ANY", "PRIORITY"] as const;
const outcomes = "{pay: {acts: true}, hold: {acts: false}, review: {acts: false}}";

/** YAML of one rule for {@link policyText}. */
const ruleOf = (columns: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.record(
        Object.fromEntries(columns.map((name) => [name, fc.option(fc.constantFrom(...catalogue[name]!.tests))])),
      ),
      fc.constantFrom("pay", "hold", "review"),
    )
    .map(([when, then]) => {
      const tests = Object.entries(when).flatMap(([name, test]) =>
        test === null ? [] : [`${name}: ${JSON.stringify(test)}`],
      );
      return `when: {${tests.join(", ")}}, then: ${then}`;
    });

const tableOf = (columns: readonly string[], maxRules: number): fc.Arbitrary<RandomTable> =>
  fc.record({
    columns: fc.constant(columns),
    rules: fc.array(ruleOf(columns), { maxLength: maxRules }),
    hit: fc.constantFrom(...hits),
    otherwise: fc.constantFrom("review", "review", "hold"),
  });

interface RandomTable {
  columns: readonly string[];
  rules: string[];
  hit: (typeof hits)[number];
  otherwise: string;
}

const columnNames = fc.uniqueArray(fc.constantFrom(...Object.keys(catalogue)), { minLength: 1, maxLength: 4 });

const textOf = ({ columns, rules, hit, otherwise }: RandomTable): string =>
  policyText({
    inputs: `{${columns.map((name) => `${name}: ${catalogue[name]!.declared}`).join(", ")}}`,
    outcomes,
    rules,
    hit,
    otherwise,
  });

/** YAML of a random policy over one to four columns of all kinds. */
export const randomPolicy = (maxRules = 6): fc.Arbitrary<string> =>
  columnNames.chain((columns) => tableOf(columns, maxRules)).map(textOf);

/** YAML of two versions: edited in one place, two tables over the same columns, or tables over different columns. */
export const randomVersions = (maxRules = 6): fc.Arbitrary<[string, string]> =>
  fc.oneof(
    columnNames
      .chain((columns) => fc.tuple(tableOf(columns, maxRules), ruleOf(columns), fc.nat()))
      .map(([table, rule, at]) => {
        const rules = table.rules.length === 0 ? [rule] : table.rules.with(at % table.rules.length, rule);
        return [textOf(table), textOf({ ...table, rules })] as [string, string];
      }),
    columnNames
      .chain((columns) => fc.tuple(tableOf(columns, maxRules), tableOf(columns, maxRules)))
      .map(([base, head]) => [textOf(base), textOf(head)] as [string, string]),
    fc
      .tuple(columnNames, columnNames)
      .chain(([one, other]) => fc.tuple(tableOf(one.slice(0, 3), maxRules), tableOf(other.slice(0, 3), maxRules)))
      .map(([base, head]) => [textOf(base), textOf(head)] as [string, string]),
  );

/** All points of a space, or so many of them spread evenly. */
export function* points(space: Space, most: number): Generator<number[]> {
  const sizes = space.columns.map(({ atoms }) => atoms.length);
  const count = sizes.reduce((product, size) => product * size, 1);
  const step = Math.max(1, Math.floor(count / most)) | 1;
  for (let n = 0; n < count; n += count > most ? step : 1) {
    let rest = n;
    yield sizes.map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    });
  }
}

/** The input at a point: the sample of its atom in each column. */
export const inputAt = (space: Space, point: readonly number[]) =>
  Object.fromEntries(space.columns.map(({ name, atoms }, i) => [name, atoms[point[i]!]!.sample]));
