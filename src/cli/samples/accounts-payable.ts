import type { Random } from "./random.ts";
import type { Trade } from "./trade.ts";

/** Supplier invoices. Most match their order to the cent, some sit exactly on the tolerance, a few are fraud. */
export const accountsPayable: Trade = {
  prefix: "inv",
  people: ["mei", "jonas"],
  checked: 0.3,
  handlingMs: { person: 9 * 60_000, alone: 4_000 },
  cost: { person: 6.8, alone: 0.4 },

  input: (random) => ({
    document_type: random.weighted({ invoice: 92, credit_note: 3, reminder: 3, statement: 2 }),
    vendor_standing: random.weighted({ approved: 93, new: 5, blocked: 2 }),
    ...amounts(random),
    goods_received: random.chance(0.94),
    duplicate_suspected: random.chance(0.02),
    bank_details_changed: random.chance(0.015),
  }),

  segments: (random) => ({
    country: random.pick(["DE", "DE", "DE", "NL", "PL", "IT"]),
    cost_centre: random.pick(["plant", "office", "it", "logistics"]),
  }),

  judge: (random, _, { outcome }) => {
    if (!random.chance(0.03)) return outcome;
    return outcome === "pay" ? random.pick(["hold", "refer"]) : "pay";
  },
};

/** Amounts in whole cents: what was ordered, and what is billed. */
function amounts(random: Random): { invoice_amount: number; po_amount?: number } {
  const cents = Math.min(random.around(90_000, 4), 9_000_000);
  if (random.chance(0.12)) return { invoice_amount: Math.min(cents, 60_000) / 100 };
  const ordered = Math.max(100, Math.round(cents / 50) * 50);
  const billed = {
    same: ordered,
    tolerance: (ordered * 102) / 100,
    near: ordered + Math.round(ordered * 0.03 * (random.next() - 0.5)),
    far: Math.round(ordered * (1.03 + random.next() * 0.4)),
  }[random.weighted({ same: 72, tolerance: 6, near: 12, far: 10 })];
  return { invoice_amount: Math.round(billed) / 100, po_amount: ordered / 100 };
}
