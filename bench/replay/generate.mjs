// Writes decision records for the benchmark: invoices, about 455 bytes a line, the same for the same arguments.
import { once } from "node:events";

/** A small generator of uniform numbers in [0, 1) (mulberry32), so that every run sees the same log. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const kinds = ["invoice", "credit-note", "reminder", "order"];
const countries = ["DE", "FR", "US", "GB", "PL", "CN", "IN", "BR"];
const outcomes = ["pay", "hold", "refer"];

/** One record as a line of newline-delimited JSON. */
export function record(n, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const asked = Math.round(random() * 2_000_000) / 100;
  const offered = random() < 0.3 ? Math.round(asked * 102) / 100 : Math.round(asked * (90 + random() * 20)) / 100;
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

/** Writes `count` records to a stream, as fast as it takes them. */
export async function generate(count, out, seed = 1) {
  const random = uniform(seed);
  let chunk = "";
  for (let n = 0; n < count; n++) {
    chunk += `${record(n, random)}\n`;
    if (chunk.length < 1 << 20 && n < count - 1) continue;
    if (!out.write(chunk)) await once(out, "drain");
    chunk = "";
  }
  out.end();
  await once(out, "finish");
}

/** A table of `rules` rules over six columns; `limit` moves the threshold of the first one. */
export function policy(rules, limit) {
  const random = uniform(rules);
  const whole = (from, to) => Math.floor(from + random() * (to - from));
  const rows = Array.from({ length: rules }, (_, i) => {
    const low = whole(0, 15000);
    return {
      id: `rule-${i}`,
      says: "A rule of the benchmark.",
      when: {
        asked: i === 0 ? `< ${limit}` : `[${low}..${low + whole(100, 20_000 / Math.sqrt(rules))})`,
        gap: i % 3 === 0 ? "<= 0.02" : `< 0.${whole(10, 99)}`,
        document: i % 2 === 0 ? `"${kinds[whole(0, 4)]}", "${kinds[whole(0, 4)]}"` : "-",
        vendor_country: i % 4 === 0 ? `not("${countries[whole(0, 8)]}")` : "-",
        days_open: `>= ${whole(0, 30)}`,
        duplicate: "false",
      },
      then: outcomes[whole(0, 3)],
    };
  });
  return JSON.stringify({
    policy: "payables",
    title: "Payables",
    accountable: "manager",
    purpose: "The table of the benchmark.",
    inputs: {
      asked: { type: "number" },
      offered: { type: "number" },
      document: { type: "string" },
      vendor_country: { type: "string" },
      days_open: { type: "integer" },
      duplicate: { type: "boolean" },
    },
    derived: { gap: { type: "number", feel: "abs(offered - asked) / asked", optional: true } },
    outcomes: {
      pay: { acts: true, says: "Pay" },
      hold: { acts: false, says: "Hold" },
      refer: { acts: false, says: "Ask a person" },
    },
    hit_policy: "FIRST",
    rules: rows,
    otherwise: "refer",
  });
}
