import { plainText } from "./plain.ts";

/** A zero-width space as an entity: stands between the parts of what GitHub would turn into a mention or a link. */
const gap = "&#8203;";

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  $: "<span>$</span>",
};

/**
 * Untrusted text as one line of GitHub Flavored Markdown that shows exactly that text: no formatting, HTML, table cell
 * borders, links, autolinks, mentions, issue references, emoji codes or formulas. Safe in paragraphs, list items, headings,
 * table cells and inside HTML elements. Mentions and references are found by GitHub in the *rendered* text, where a
 * backslash has gone, so they are broken with a zero-width space; see
 * https://docs.github.com/en/get-started/writing-on-github for what GitHub recognises.
 *
 * @param max longest text shown, in characters
 */
export function escapeMarkdown(text: string, max = 2000): string {
  return plainText(text, max)
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[&<>|$]/g, (char) => entities[char]!)
    .replace(/[\\`*~[\]]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/^([#+\-=]|\d+(?=[.)](?:\s|$)))/, (start) => (/\d/.test(start) ? `${start}${gap}` : `\\${start}`))
    .replace(/@/g, `@${gap}`)
    .replace(/(?<!&)#(?=\d)/g, `#${gap}`)
    .replace(/(GH)-(?=\d)/gi, `$1-${gap}`)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${gap}`)
    .replace(/(www|mailto|xmpp)(?=[.:])/gi, `$1${gap}`);
}

/** Several lines of untrusted text as a block quote, line breaks kept. */
export function quoteMarkdown(text: string, max = 4000): string {
  return plainText(text, max)
    .trim()
    .split("\n")
    .map((line) => `> ${escapeMarkdown(line, max)}`.trimEnd())
    .join("  \n");
}

/** Untrusted text as inline code on one line; GitHub makes no mention or link of what is inside. */
export function inlineCode(text: string, max = 500): string {
  const line = plainText(text, max).replace(/\s+/gu, " ").trim();
  if (line === "") return "` `";
  // A bar would end a table cell even inside backticks, so such text goes into an element.
  if (line.includes("|")) return `<code>${escapeMarkdown(line, max)}</code>`;
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Untrusted text as a fenced code block that it cannot end by itself. */
export function codeBlock(text: string, language = "", max = 20_000): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${plainText(text, max).replace(/\n+$/, "")}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
}
