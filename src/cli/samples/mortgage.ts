import type { Trade } from "./trade.ts";

/** Home loans. Officers look at debt first and are a little more generous than the rule, most of all at its very limit. */
export const mortgage: Trade = {
  prefix: "loan",
  people: ["olga", "pia", "samir"],
  checked: 0.6,
  handlingMs: { person: 50 * 60_000, alone: 20_000 },
  cost: { person: 41, alone: 3.2 },

  input: (random) => ({
    // Applicants borrow up to the limit that everybody knows.
    debt_to_income: random.chance(0.07) ? 0.36 : random.normal(0.31, 0.07, { min: 0.05, max: 0.9, decimals: 3 }),
    loan_to_value: random.normal(0.76, 0.14, { min: 0.2, max: 1.2, decimals: 2 }),
    credit_history: Number(random.weighted({ 1: 57, 2: 19, 3: 6, 4: 4, 5: 7, 6: 7 })),
    public_bad_record: random.chance(0.06),
  }),

  segments: (random) => ({
    region: random.pick(["north", "south", "east", "west"]),
    first_home: random.chance(0.4),
  }),

  judge: (random, input) => {
    const debt = Number(input.debt_to_income);
    let denial = 0.01;
    if (input.public_bad_record === true) denial += 0.75;
    if (debt > 0.43) denial += 0.6;
    else if (debt > 0.36) denial += 0.25;
    else if (debt === 0.36) denial += 0.06;
    if (Number(input.credit_history) >= 5) denial += 0.04;
    if (Number(input.loan_to_value) > 0.95) denial += 0.05;
    return random.chance(denial) ? "deny" : "approve";
  },
};
