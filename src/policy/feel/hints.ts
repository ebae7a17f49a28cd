import { beginning } from "../../text/index.ts";

/** What people write when they know another language, and how it is said in this one. */
const signs: Record<string, string> = {
  "'": 'Text goes in double quotes, "like this".',
  "&": "Write `and` and `or` as words.",
  "|": "Write `and` and `or` as words.",
  "!": "Write `not(…)`.",
  "%": "Write 2% as 0.02, and a remainder as modulo(a, b).",
  "≥": "Write `>=`.",
  "≤": "Write `<=`.",
  "≠": "Write `not(…)`.",
  "?": "Write `if … then … else …`.",
};

/** What cannot stand at a place of a test or formula, and what was probably meant. */
export function syntaxMessage(text: string, token: string | undefined): string {
  if (token === undefined) {
    if (/\bif\b/.test(text) && !/\belse\b/.test(text)) return "`if … then …` needs an `else`.";
    return `\`${beginning(text.trim())}\` ends where a value should follow.`;
  }
  const refusal = `\`${token}\` cannot stand here.`;
  const sign = signs[token];
  if (sign) return `${refusal} ${sign}`;
  if (/^\p{Sc}$/u.test(token)) return `${refusal} Write the number alone; the unit of the input says what it counts.`;
  const range = /(-?[\d.]+?)\s*(?:\.\.+|to|and|–|—)\s*(-?[\d.]+)/.exec(text);
  if (range)
    return `${refusal} An interval stands in brackets: [${range[1]}..${range[2]}], or [${range[1]}..${range[2]}) without its upper end.`;
  return refusal;
}

/** Why something in a test is no constant, and what to write instead. */
export function constantMessage(name: string, text: string): string {
  const shown = beginning(text);
  const date = /^\d{4}-\d{2}-\d{2}/.exec(text);
  if (date) return `\`${shown}\` is a subtraction here: write date("${date[0]}").`;
  switch (name) {
    case "VariableName":
      return `\`${shown}\` is not a value. Text needs double quotes of its own inside those of YAML: '"${shown}"'. What compares with another input is named in derived.`;
    case "SimplePositiveUnaryTest":
      return "Two operators stand side by side: the operators are <, <=, > and >=; unequal is not(…).";
    case "List":
      return "A test lists its values without brackets, `1, 2, 3`; an interval has two dots, `[1..3]`.";
    case "Conjunction":
      return "Write two bounds as an interval, such as [5..10).";
    case "Disjunction":
      return "Separate alternatives by a comma.";
  }
  if (text.includes("?")) return "`?` is not needed: write `> 5`, or an interval such as [5..10).";
  return `\`${shown}\` is computed: a test compares with constants, so name this in derived.`;
}
