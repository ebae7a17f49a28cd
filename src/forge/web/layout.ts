import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #1f2328; }
  a { color: #0550ae; } h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f8fa; padding: .8rem; border-radius: 6px; }
  .text { overflow-wrap: anywhere; border: 1px solid #d1d9e0; padding: 0 .8rem; border-radius: 6px; }
  .text td, .text th { border: 1px solid #d1d9e0; padding: .2rem .6rem; } .text h3 { font-size: 1.1rem; }
  blockquote { border-left: .25rem solid #d1d9e0; margin: 0; padding: 0 1rem; color: #59636e; }
  code { background: #f6f8fa; border-radius: 4px; padding: .1rem .3rem; font: .88em ui-monospace, monospace; }
  pre { font: 13px/1.45 ui-monospace, monospace; } .quiet { color: #59636e; } li { margin: .2rem 0; }
  .tag { border: 1px solid #d1d9e0; border-radius: 1rem; padding: 0 .6rem; font-size: .85em; }
  table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
`;

/** A whole page. Everything put into it is escaped by the template; it needs no script and loads nothing. */
export function layout(title: string, trail: readonly (readonly [name: string, href: string])[], content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <nav>${trail.map(([name, href]) => html`<a href="${href}">${name}</a> / `)}</nav>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}

/** A list, or a word that there is nothing. */
export const list = (items: readonly Html[], nothing: string): Html =>
  items.length > 0
    ? html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`
    : html`<p class="quiet">${nothing}</p>`;

/**
 * Markdown as GitHub shows it: tables and the like, comments hidden. HTML in it is escaped, and links that would run
 * something lose their target (micromark's own defaults).
 */
export const prose = (text: string | null): Html => {
  if (!text) return html`<p class="quiet">No description.</p>`;
  const shown = text.replace(/<!--[\s\S]*?-->/g, "");
  return html`<div class="text">${raw(micromark(shown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] }))}</div>`;
};
