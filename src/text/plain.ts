/**
 * What must not reach a reader unseen: control characters (terminal escapes among them), and format characters, which
 * include the bidirectional overrides of CVE-2021-42574 ("Trojan Source"), zero-width spaces and Unicode tags. The
 * joiners U+200C and U+200D stay: Persian, Indic scripts and emoji need them. Lone surrogates cannot be encoded.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const joiner = /[\u200c\u200d]/;
const newline = /\r\n|[\n\r\u0085\u2028\u2029]/g;

/** Shows U+FFFD where something unseen was, so that the reader knows; keeps line breaks as `\n`, tabs as spaces. */
export function plainText(text: string, max = 20_000): string {
  const lines = text
    .replace(newline, "\n")
    .replaceAll("\t", " ")
    .replace(unseen, (char) => (char === "\n" || joiner.test(char) ? char : "\ufffd"));
  return shorten(lines, max);
}

/**
 * One line for a terminal or a commit message: no control, bidirectional or line break characters, and nothing that
 * GitHub would read in a commit message as a mention (`@maria`) or a reference (`#12`, which can close an issue).
 *
 * @param max longest result in characters; the rest is cut and marked with `…`
 */
export function plainLine(text: string, max = 500): string {
  const line = plainText(text, Number.POSITIVE_INFINITY).replace(/\s+/gu, " ").trim();
  return shorten(line, max)
    .replace(/(?<![\p{L}\p{N}_])@(?=[A-Za-z0-9])/gu, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b")
    .replace(/(GH)-(?=\d)/gi, "$1-\u200b");
}

function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const chars = [...text.slice(0, max * 2 + 2)];
  return chars.length <= max ? text : `${chars.slice(0, max - 1).join("")}…`;
}
