import { feelText, randomNumber } from "./generate.ts";
import { and, NO_VALUE, or, type Ref, type RefFormula, refEqual, refOrder, type Truth } from "./model.ts";
import type { Random } from "./random.ts";
import { compare, floor, magnitude, minus, over, plus, type Rational, times } from "./rational.ts";

type Row = Map<string, Ref>;

/** A formula that gives a number or null. */
export function randomFormula(random: Random, names: readonly string[], depth: number): RefFormula {
  const kind = depth === 0 ? random.below(2) : random.below(10);
  const sub = () => randomFormula(random, names, depth - 1);
  if (kind <= 1 || names.length === 0) return leaf(random, names);
  if (kind === 2) return { ...choice(random, names, depth, sub) };
  if (kind === 3) return unary("abs", sub(), magnitude);
  if (kind === 4) return unary("floor", sub(), floor);
  if (kind === 5) return unary("-", sub(), (value) => ({ n: -value.n, d: value.d }));
  if (kind === 6) return extreme(random.pick(["min", "max"]), sub(), sub());
  return operation(random.pick(["+", "-", "*", "/"]), sub(), sub());
}

function leaf(random: Random, names: readonly string[]): RefFormula {
  if (names.length > 0 && !random.chance(4)) {
    const name = random.pick(names);
    return { text: name, value: (row) => row.get(name) ?? null };
  }
  const value = randomNumber(random);
  return { text: `(${feelText(value)})`, value: () => value };
}

function choice(random: Random, names: readonly string[], depth: number, sub: () => RefFormula): RefFormula {
  const [condition, yes, no] = [randomPredicate(random, names, depth - 1), sub(), sub()];
  return {
    text: `(if ${condition.text} then ${yes.text} else ${no.text})`,
    value: (row) => (condition.value(row) === true ? yes : no).value(row),
  };
}

function unary(name: string, of: RefFormula, apply: (value: Rational) => Rational): RefFormula {
  return {
    text: name === "-" ? `(-(${of.text}))` : `${name}(${of.text})`,
    value: (row) => {
      const value = of.value(row);
      return value === null ? null : apply(value as Rational);
    },
  };
}

function pair(left: RefFormula, right: RefFormula, row: Row): [Rational, Rational] | null {
  const [a, b] = [left.value(row), right.value(row)];
  return a === null || b === null ? null : [a as Rational, b as Rational];
}

function extreme(name: "min" | "max", left: RefFormula, right: RefFormula): RefFormula {
  return {
    text: `${name}(${left.text}, ${right.text})`,
    value: (row) => {
      const values = pair(left, right, row);
      if (!values) return null;
      const below = compare(...values) < 0;
      return below === (name === "min") ? values[0] : values[1];
    },
  };
}

function operation(op: "+" | "-" | "*" | "/", left: RefFormula, right: RefFormula): RefFormula {
  const apply = { "+": plus, "-": minus, "*": times, "/": over }[op];
  return {
    text: `(${left.text} ${op} ${right.text})`,
    value: (row) => {
      const values = pair(left, right, row);
      if (!values) return null;
      if (op === "/" && values[1].n === 0n) throw NO_VALUE;
      return apply(...values);
    },
  };
}

/** A formula that gives true, false or null. */
export function randomPredicate(random: Random, names: readonly string[], depth: number): RefFormula {
  if (depth > 0 && random.chance(3)) {
    const [left, right, op] = [
      randomPredicate(random, names, depth - 1),
      randomPredicate(random, names, depth - 1),
      random.pick(["and", "or"]),
    ];
    const stop = op === "or";
    return {
      text: `(${left.text} ${op} ${right.text})`,
      value: (row) => {
        const first = left.value(row) as Truth;
        if (first === stop) return stop;
        return (stop ? or : and)(first, right.value(row) as Truth);
      },
    };
  }
  const left = randomFormula(random, names, depth);
  const right = random.chance(2) ? randomFormula(random, names, depth) : thereAndBack(random, left);
  const op = random.pick(["=", "!=", "<", "<=", ">", ">="]);
  return {
    text: `(${left.text} ${op} ${right.text})`,
    value: (row) => compared(op, left.value(row), right.value(row)),
  };
}

function compared(op: string, a: Ref, b: Ref): Truth {
  if (op === "=") return refEqual(a, b);
  if (op === "!=") return !refEqual(a, b);
  const order = refOrder(a, b);
  if (order === null) return null;
  return op === "<" ? order < 0 : op === "<=" ? order <= 0 : op === ">" ? order > 0 : order >= 0;
}

/** Nearly the same value by another way: `x + k - k`, `x / k * k`, where doubles and decimals part. */
function thereAndBack(random: Random, formula: RefFormula): RefFormula {
  const by = leaf(random, []);
  const [there, back] = random.pick([
    ["+", "-"],
    ["-", "+"],
    ["*", "/"],
    ["/", "*"],
  ] as const);
  return operation(back, operation(there, formula, by), by);
}
