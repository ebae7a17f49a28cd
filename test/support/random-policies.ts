import fc from "fast-check";
import { policyText } from "./policy-text.ts";
import { arithmetic, catalogue, type RandomColumn } from "./random-columns.ts";

const columnsByName: Record<string, RandomColumn> = { ...catalogue, ...arithmetic };
const isDerived = (name: string) => columnsByName[name]!.values.length === 0;

const hits = ["FIRST", "FIRST", "UNIQUE", "ANY", "PRIORITY"] as const;
const outcomes = "{pay: {acts: true}, hold: {acts: false}, review: {acts: false}}";

/** YAML of one rule for {@link policyText}. */
const ruleOf = (columns: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.record(
        Object.fromEntries(columns.map((name) => [name, fc.option(fc.constantFrom(...columnsByName[name]!.tests))])),
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
    declared: fc.record(
      Object.fromEntries(columns.map((name) => [name, fc.constantFrom(...columnsByName[name]!.declared)])),
    ),
    rules: fc.array(ruleOf(columns), { maxLength: maxRules }),
    hit: fc.constantFrom(...hits),
    otherwise: fc.constantFrom("review", "review", "hold"),
  });

interface RandomTable {
  /** How each column is declared. */
  declared: Record<string, string>;
  rules: string[];
  hit: (typeof hits)[number];
  otherwise: string;
}

const columnNames = fc.uniqueArray(fc.constantFrom(...Object.keys(catalogue)), { minLength: 1, maxLength: 4 });

/** No more than brute force can go through. */
const fewColumns = columnNames.map((columns) => columns.slice(0, 3));

/** Two or three inputs, and one or two values derived from two of them. */
const arithmeticNames = fc
  .tuple(
    fc.subarray(["flag", "share", "standing"], { maxLength: 1 }),
    fc.subarray(Object.keys(arithmetic).filter(isDerived), { minLength: 1, maxLength: 2 }),
  )
  .map(([other, derived]) => ["a", "b", ...other, ...derived]);

function textOf({ declared, rules, hit, otherwise }: RandomTable): string {
  const columns = Object.entries(declared).map(([name, text]) => ({ name, text: `${name}: ${text}` }));
  const derived = columns.filter(({ name }) => isDerived(name)).map(({ text }) => text);
  return policyText({
    inputs: `{${columns.flatMap(({ name, text }) => (isDerived(name) ? [] : [text])).join(", ")}}`,
    ...(derived.length > 0 ? { derived: `{${derived.join(", ")}}` } : {}),
    outcomes,
    rules,
    hit,
    otherwise,
  });
}

/** YAML of a random policy over one to four columns of all kinds. */
export const randomPolicy = (maxRules = 6): fc.Arbitrary<string> =>
  columnNames.chain((columns) => tableOf(columns, maxRules)).map(textOf);

/** YAML of a random policy with derived values. */
export const randomArithmetic = (maxRules = 6): fc.Arbitrary<string> =>
  arithmeticNames.chain((columns) => tableOf(columns, maxRules)).map(textOf);

/** One rule is another one. */
const edited = (columns: readonly string[], maxRules: number): fc.Arbitrary<[RandomTable, RandomTable]> =>
  fc.tuple(tableOf(columns, maxRules), ruleOf(columns), fc.nat()).map(([table, rule, at]) => {
    const rules = table.rules.length === 0 ? [rule] : table.rules.with(at % table.rules.length, rule);
    return [table, { ...table, rules }];
  });

/** Two tables that have nothing to do with one another. */
const rewritten = (
  before: readonly string[],
  after: readonly string[],
  maxRules: number,
): fc.Arbitrary<[RandomTable, RandomTable]> => fc.tuple(tableOf(before, maxRules), tableOf(after, maxRules));

/**
 * YAML of two versions: edited in one place, two tables over the same columns, tables over different columns; two in eleven
 * with derived values, which may have another formula in each version.
 */
export const randomVersions = (maxRules = 6): fc.Arbitrary<[string, string]> =>
  fc
    .oneof(
      { weight: 3, arbitrary: fewColumns.chain((columns) => edited(columns, maxRules)) },
      { weight: 3, arbitrary: fewColumns.chain((columns) => rewritten(columns, columns, maxRules)) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(columnNames, columnNames)
          .chain(([one, other]) => rewritten(one.slice(0, 2), other.slice(0, 2), maxRules)),
      },
      { weight: 1, arbitrary: arithmeticNames.chain((columns) => edited(columns, maxRules)) },
      { weight: 1, arbitrary: arithmeticNames.chain((columns) => rewritten(columns, columns, maxRules)) },
    )
    .map(([base, head]) => [textOf(base), textOf(head)]);
