/** The name of a column: what is no letter, digit or underscore becomes an underscore. `Risk Category` → `Risk_Category`. */
export function columnName(name: string): string {
  const joined = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 90);
  if (joined === "") return "value";
  return /^\p{N}/u.test(joined) ? `_${joined}` : joined;
}

/** The id of a policy: `Approval Status` → `approval-status`. */
export function policyId(name: string): string {
  const id = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, 90);
  return id === "" ? "policy" : id;
}

/** The name of an outcome: other signs than letters, digits, dots, hyphens and underscores become spaces. */
export function outcomeName(text: string): string {
  const spoken = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_.-]+/gu, " ")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .trim()
    .slice(0, 90);
  if (spoken === "") return "outcome";
  return /^\d+$/.test(spoken) ? `outcome ${spoken}` : spoken;
}

/** The name, or the name with the first number from 2 that makes it new. */
export function unused(name: string, taken: (name: string) => boolean, joint = "_"): string {
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}${joint}${number}`)) number++;
  return `${name}${joint}${number}`;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/**
 * Names of DMN may hold spaces and signs (`Risk Category`, `Loan/Value`), and the longest that is known counts (DMN 1.3,
 * 10.3.1.4). Replaces each in a formula, outside of text, by what it is called in the policy; other words stay.
 */
export function replaceNames(formula: string, known: readonly string[], replace: (name: string) => string): string {
  if (known.length === 0) return formula;
  const byPattern = [...known]
    .sort((a, b) => b.length - a.length)
    .map((name) => ({ name, pattern: name.split(/\s+/).map(escaped).join("\\s+").replaceAll("\\.", "\\s*\\.\\s*") }));
  const names = byPattern.map(({ pattern }) => `(${pattern})`).join("|");
  const words = new RegExp(
    `"(?:\\\\.|[^"\\\\])*"|(?<![\\p{L}\\p{N}_.])(?:${names})(?![\\p{L}\\p{N}_])(?!\\s*\\()`,
    "gsu",
  );
  return formula.replace(words, (whole, ...groups) => {
    const at = groups.slice(0, byPattern.length).findIndex((group) => group !== undefined);
    return at < 0 ? whole : replace(byPattern[at]!.name);
  });
}
