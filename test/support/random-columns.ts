/** A column of random tables: how it is declared, tests that its rules may have, and what its values can be, for brute force. */
export interface RandomColumn {
  /** One way to declare it, or several of which each version takes one. */
  declared: readonly string[];
  tests: readonly string[];
  /** Of an input: every constant of its tests, values beside each, null, and what no version allows. Empty for a derived one. */
  values: readonly unknown[];
}

/** One column of each kind, with constants that meet, touch and miss one another. */
export const catalogue: Record<string, RandomColumn> = {
  amount: {
    declared: ["{type: number}"],
    tests: ["< 5", "<= 5", "> 5", ">= 7.5", "[5..7.5)", "(0..5]", "5", "not(5)", "not([5..7.5])", "0, > 5", "7.5, 5"],
    values: [null, -1, 0, 2.5, 5, 6, 7.5, 10],
  },
  share: {
    declared: ["{type: number, values: '[0..1]', optional: true}"],
    tests: ["< 0.5", ">= 0.5", "null", "not(null)", "not(0.5)", "1"],
    values: [null, -0.5, 0, 0.25, 0.5, 0.75, 1, 2],
  },
  score: {
    declared: ["{type: integer, values: '[1..6]'}"],
    tests: ["< 3", "[2..4]", "(2..3)", "6", "not(1, 2)", "> 4.5"],
    values: [null, 0, 1, 2, 3, 4, 5, 6, 7, 2.5],
  },
  standing: {
    declared: ["{type: string, values: [a, b, c]}"],
    tests: ['"a"', '"b", "c"', 'not("a")', '"a", "b"'],
    values: [null, "a", "b", "c", "z"],
  },
  note: {
    declared: ["{type: string, optional: true}"],
    tests: ['"x"', 'not("x")', "null", 'null, "y"', 'not(null, "x")'],
    values: [null, "x", "y", "z"],
  },
  flag: { declared: ["{type: boolean}"], tests: ["true", "false"], values: [null, true, false] },
  perhaps: {
    declared: ["{type: boolean, optional: true}"],
    tests: ["true", "not(true)", "null", "-"],
    values: [null, true, false],
  },
  due: {
    declared: ["{type: date, optional: true}"],
    tests: ['< date("2024-02-29")', '[date("2024-02-29")..date("2024-03-01"))', "null"],
    values: [null, "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"],
  },
  term: {
    declared: ["{type: duration}"],
    tests: ['< duration("P1Y")', '>= duration("P1Y")', 'duration("P18M")'],
    values: [null, "P6M", "P1Y", "P15M", "P18M", "P2Y", "P10D"],
  },
};

/**
 * Derived values over two small whole numbers, whose every value stands here: brute force then goes through all inputs there
 * are, and tells which combinations of derived values no input gives.
 */
export const arithmetic: Record<string, RandomColumn> = {
  a: {
    declared: ["{type: integer, values: '[0..5]'}"],
    tests: ["<= 2", "[1..4)", "5"],
    values: [null, 0, 1, 2, 3, 4, 5],
  },
  b: {
    declared: ["{type: integer, values: '[0..4]', optional: true}"],
    tests: ["> 1", "not(2)", "null", "0"],
    values: [null, -1, 0, 1, 2, 3, 4, 5],
  },
  total: {
    declared: ["{type: number, feel: a + b}", "{type: number, feel: 2 * a + b}"],
    tests: ["< 4", "[2..5]", "not(4)", ">= 7", "> 12"],
    values: [],
  },
  gap: {
    declared: [
      "{type: number, feel: a - b, optional: true}",
      "{type: number, feel: abs(a - b), optional: true}",
      "{type: number, feel: abs(a - b)}",
    ],
    tests: ["< 0", "<= 1", "0", "null", "(0..3)"],
    values: [],
  },
  ratio: {
    declared: ["{type: number, feel: a / b, optional: true}", "{type: number, feel: a / b}"],
    tests: ["<= 0.5", "< 0.6666666666666666666666666666666667", "1", "(1..3]", "not(2)"],
    values: [],
  },
};
