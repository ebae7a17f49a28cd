// Arithmetic on doubles with error bounds by row: the same as src/policy/compile/approximate.ts has it for one case. Where
// doubles will not do the value is NaN.

/** Twice the unit roundoff: see ULP there. */
const ULP: f64 = 2.220446049250313e-16;
const MAX_SAFE: f64 = 9007199254740991;
/** As Kind of batch.ts. */
const NUMBER: u8 = 2;
const DECIMAL: u8 = 7;

function at(column: usize, row: i32): usize {
  return column + ((<usize>row) << 3);
}

/** Too near the ends of the range of doubles for relative errors to hold. */
function odd(value: f64): bool {
  return !(Math.abs(value) > 1e-280 && Math.abs(value) < 1e280);
}

function isSafe(value: f64): bool {
  return Math.abs(value) <= MAX_SAFE && Math.trunc(value) === value;
}

function rounding(result: f64, brought: f64): f64 {
  return brought === 0 && isSafe(result) ? 0 : Math.abs(result) * ULP;
}

/** The numbers of an input. */
export function take(kinds: usize, numbers: usize, values: usize, errors: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) {
    const kind = load<u8>(kinds + <usize>row);
    const value = load<f64>(at(numbers, row));
    if ((kind !== NUMBER && kind !== DECIMAL) || (value !== 0 && odd(value))) {
      store<f64>(at(values, row), NaN);
      continue;
    }
    store<f64>(at(values, row), value);
    store<f64>(at(errors, row), kind === NUMBER && isSafe(value) ? 0 : Math.abs(value) * ULP);
  }
}

/** Left plus `sign` times right. */
export function add(
  left: usize,
  leftErrors: usize,
  right: usize,
  rightErrors: usize,
  values: usize,
  errors: usize,
  rows: i32,
  sign: f64,
): void {
  for (let row = 0; row < rows; row++) {
    const total = load<f64>(at(left, row)) + sign * load<f64>(at(right, row));
    const brought = load<f64>(at(leftErrors, row)) + load<f64>(at(rightErrors, row));
    store<f64>(at(values, row), total !== 0 && odd(total) ? NaN : total);
    store<f64>(at(errors, row), brought + rounding(total, brought));
  }
}

export function multiply(
  left: usize,
  leftErrors: usize,
  right: usize,
  rightErrors: usize,
  values: usize,
  errors: usize,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const a = load<f64>(at(left, row));
    const b = load<f64>(at(right, row));
    const ea = load<f64>(at(leftErrors, row));
    const eb = load<f64>(at(rightErrors, row));
    const product = a * b;
    if ((a === 0 && ea === 0) || (b === 0 && eb === 0)) {
      store<f64>(at(values, row), F64.isNaN(product) ? product : 0);
      store<f64>(at(errors, row), 0);
      continue;
    }
    const brought = Math.abs(a) * eb + Math.abs(b) * ea + ea * eb;
    store<f64>(at(values, row), odd(product) ? NaN : product);
    store<f64>(at(errors, row), brought + rounding(product, brought));
  }
}

export function divide(
  left: usize,
  leftErrors: usize,
  right: usize,
  rightErrors: usize,
  values: usize,
  errors: usize,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const a = load<f64>(at(left, row));
    const b = load<f64>(at(right, row));
    const ea = load<f64>(at(leftErrors, row));
    const eb = load<f64>(at(rightErrors, row));
    const quotient = a / b;
    const least = Math.abs(b) - eb * 1.0001;
    if (!(least > 0)) store<f64>(at(values, row), NaN);
    else if (a === 0 && ea === 0) {
      store<f64>(at(values, row), 0);
      store<f64>(at(errors, row), 0);
    } else {
      store<f64>(at(values, row), odd(quotient) ? NaN : quotient);
      store<f64>(at(errors, row), (ea + Math.abs(quotient) * eb) / least + Math.abs(quotient) * ULP);
    }
  }
}

// What moves no digit leaves the error as it is.

export function abs(operand: usize, values: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) store<f64>(at(values, row), Math.abs(load<f64>(at(operand, row))));
}

export function negate(operand: usize, values: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) store<f64>(at(values, row), -load<f64>(at(operand, row)));
}
