const withBounds = (name: string) => [name, `${name}_lower95`, `${name}_upper95`];

/** Every figure that the gates of promotions and demotions can test; `computeEvidence` measures exactly these. */
export const evidenceFigures: readonly string[] = [
  "decisions",
  "compared",
  ...withBounds("accuracy"),
  ...withBounds("error_rate"),
  "error_ratio",
  ...withBounds("exception_share"),
  ...withBounds("audit_pass_rate"),
  "audit_pass_ratio",
  "handling_ms",
  "handling_ratio",
  "cost",
  "cost_ratio",
  "period_days",
];
