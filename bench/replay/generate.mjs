// Writes decision records for the benchmark: invoices, about 455 bytes a line, the same for the same arguments.
import { once } from "node:events";
import { countries, kinds, outcomes } from "./table.mjs";
import { uniform } from "./uniform.mjs";

/** One record as a line of newline-delimited JSON. */
function record(n, random, money) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const { asked, offered } = money(random);
  return JSON.stringify({
    decision_id: `inv-${String(n).padStart(9, "0")}`,
    timestamp: new Date(1.735e12 + n * 30_000).toISOString(),
    policy: "payables",
    version: "1.4.2",
    stage: "assist",
    input: {
      invoice_number: `R-${Math.floor(random() * 1e8)}`,
      supplier: `Supplier ${Math.floor(random() * 5000)} GmbH & Co. KG`,
      asked,
      offered,
      document: pick(kinds),
      vendor_country: pick(countries),
      days_open: Math.floor(random() * 90),
      duplicate: random() < 0.03,
      lines: Math.floor(random() * 40),
    },
    confidence: Math.round(random() * 1000) / 1000,
    outcome: pick(outcomes),
    rule: `rule-${Math.floor(random() * 20)}`,
    human_outcome: pick(outcomes),
    handling_ms: Math.floor(random() * 600_000),
    segments: { region: pick(["north", "south", "east", "west"]), channel: pick(["mail", "portal"]) },
    sequence: n,
  });
}

/** Amounts of every size; three in ten offers are 2% over what was asked, rounded to a cent. */
export function anyMoney(random) {
  const asked = Math.round(random() * 2_000_000) / 100;
  const offered = random() < 0.3 ? Math.round(asked * 102) / 100 : Math.round(asked * (90 + random() * 20)) / 100;
  return { asked, offered };
}

/** A third of the offers exactly 2% beside what was asked, a third a cent off that, a third anywhere. */
export function moneyOnThresholds(random) {
  const half = Math.floor(random() * 40_000) + 1;
  // Whole half-units, so that 2% of them are whole cents.
  const asked = half * 50;
  const side = random() < 0.5 ? -1 : 1;
  const form = Math.floor(random() * 3);
  const cent = random() < 0.5 ? -1 : 1;
  const offered =
    form === 2 ? Math.floor(asked * (0.9 + random() * 0.2)) : asked + side * half + (form === 1 ? cent : 0);
  return { asked: asked / 100, offered: offered / 100 };
}

/** Writes `count` records to a stream, as fast as it takes them; `money` gives the amounts of one. */
export async function generate(count, out, money = anyMoney) {
  const random = uniform(1);
  let chunk = "";
  for (let n = 0; n < count; n++) {
    chunk += `${record(n, random, money)}\n`;
    if (chunk.length < 1 << 20 && n < count - 1) continue;
    if (!out.write(chunk)) await once(out, "drain");
    chunk = "";
  }
  out.end();
  await once(out, "finish");
}
