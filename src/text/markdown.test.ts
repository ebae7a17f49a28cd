import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { codeBlock, escapeMarkdown, inlineCode, quoteMarkdown } from "./markdown.ts";
import { plainText } from "./plain.ts";

const render = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

/** What a reader sees: the tags gone, entities decoded, zero-width gaps invisible. */
const seen = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|amp|quot);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"' })[name as "lt"]!)
    .replaceAll("\u200b", "")
    .replace(/\s+/g, " ")
    .trim();

const tags = (html: string) => new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((tag) => tag[1]));

const oneLine = (text: string) => plainText(text).replace(/\s+/gu, " ").trim();

const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        ..."`*_~[]()<>#+-=.!|\\&@:/$\"'{}^ \n\t0a".split(""),
        "www.",
        "https://",
        "a@b.co",
        "&lt;",
        "&#35;",
        "<!--",
        "-->",
        "<b>",
        "</p>",
        ":tada:",
        "```",
        "1. ",
        "[x]",
        "![",
        "](",
        "mailto:",
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
);

describe("untrusted text as Markdown", () => {
  test("whatever it is, the reader sees exactly the text, and nothing of it becomes an element", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = render(`Says: ${escapeMarkdown(text)}`);
        expect([...tags(html)].filter((tag) => tag !== "p" && tag !== "span")).toEqual([]);
        expect(seen(html)).toBe(`Says: ${oneLine(text)}`.trim());
      }),
      { numRuns: 2000 },
    );
  });

  test("it stays text at the beginning of a line, where lists, headings and quotes begin", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = render(escapeMarkdown(text));
        expect([...tags(html)].filter((tag) => tag !== "p" && tag !== "span")).toEqual([]);
        expect(seen(html)).toBe(oneLine(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("it stays inside its table cell, escaped or as code", () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const html = render(`| a | b |\n| - | - |\n| ${escapeMarkdown(first)} | ${inlineCode(second)} |`);
        const cells = [...html.matchAll(/<td>([\s\S]*?)<\/td>/g)].map((cell) => seen(cell[1]!));
        expect(cells).toEqual([oneLine(first), oneLine(second)]);
      }),
      { numRuns: 2000 },
    );
  });

  test("a block quote keeps its lines and its text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = render(quoteMarkdown(text));
        expect([...tags(html)].filter((tag) => !["p", "span", "blockquote", "br"].includes(tag!))).toEqual([]);
        expect(seen(html)).toBe(oneLine(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("a code block cannot be ended from within", () => {
    const html = render(`${codeBlock("```\n# not a heading\n````", "json")}\n\nAfter`);
    expect(html).toBe('<pre><code class="language-json">```\n# not a heading\n````\n</code></pre>\n<p>After</p>');
  });

  test.each([
    ["a mention", "@acme/everyone please approve", /@(?=acme)/],
    ["a reference that could close an issue", "fixes #12 and acme/lending#13", /#(?=\d)/],
    ["a link", "see https://evil.example and www.evil.example", /:\/\/|www\./],
    ["a mail address", "write to a@b.example", /a@b/],
    ["a check mark made of an emoji code", "approved :white_check_mark:", /:white_check_mark:/],
    ["an old-style reference", "GH-12", /GH-12/],
  ])("%s is broken, so that GitHub makes nothing of it", (_, text, forbidden) => {
    expect(render(escapeMarkdown(text)).replace(/<[^>]*>/g, "")).not.toMatch(forbidden);
  });

  test("money is not a formula", () => {
    expect(escapeMarkdown("from $5,000 to $10,000")).toBe("from <span>$</span>5,000 to <span>$</span>10,000");
  });

  test("ordinary words stay readable in the source too", () => {
    expect(escapeMarkdown("Approve when debt_to_income stays under 36% (rule low-debt).")).toBe(
      "Approve when debt_to_income stays under 36% (rule low-debt).",
    );
  });

  test("a version is not a list", () => {
    expect(escapeMarkdown("1.0.0")).toBe("1.0.0");
    expect(render(escapeMarkdown("1. First"))).not.toContain("<ol>");
    expect(render(`${escapeMarkdown("1.")} then`)).not.toContain("<ol>");
  });

  test("very long text is cut and says so", () => {
    expect(escapeMarkdown("x".repeat(5000), 10)).toBe("xxxxxxxxx…");
  });
});
