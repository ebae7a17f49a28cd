import Table from "cli-table3";
import pc from "picocolors";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** The Markdown that GitHub would render, as text for a terminal of that width: the subset that the bot and the Action write. */
export function terminalMarkdown(markdown: string, width = 100): string {
  const lines = markdown
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/<\/?(sub|details)>/g, "")
    .trim()
    .split("\n");
  const out: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const rows: string[] = [];
    while (lines[index]?.startsWith("|")) rows.push(lines[index++]!);
    if (rows.length > 0) out.push(table(rows, width));
    const line = lines[index];
    if (line === undefined) continue;
    if (line.startsWith("```")) {
      while (!lines[++index]?.startsWith("```") && index < lines.length) out.push(pc.dim(`  ${lines[index]}`));
    } else {
      out.push(block(line, width));
    }
  }
  return out.join("\n").replace(/\n{3,}/g, "\n\n");
}

function block(line: string, width: number): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return wrapped(pc.bold(inline(heading)), "", width);
  if (line.startsWith("> ")) return wrapped(inline(line.slice(2)), `${pc.dim("│")} `, width, `${pc.dim("│")} `);
  if (line.startsWith("- ")) return wrapped(inline(line.slice(2)), "  • ", width, "    ");
  return wrapped(inline(line).replace(/<summary>(.*?)<\/summary>/, "$1"), "", width);
}

/** Text in lines of that width, the first of them after `first`, the others after `others`. */
function wrapped(text: string, first: string, width: number, others = ""): string {
  const lines = wrapAnsi(text, width - stringWidth(first), { hard: true }).split("\n");
  return lines.map((line, index) => `${index === 0 ? first : others}${line}`).join("\n");
}

function inline(text: string): string {
  return text
    .replace(/\*\*(.+?)\*\*/g, (_, bold: string) => pc.bold(bold))
    .replace(/^_(.+)_$/, (_, quiet: string) => pc.dim(quiet))
    .replace(/(?<!`)`([^`]+)`(?!`)/g, (_, code: string) => pc.cyan(code))
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, "$1")
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~:@&$"'=/,;?^%])/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\u200b/g, "")
    .trimEnd();
}

/** A frame takes a border and two blanks a column, and a border at the end. */
const FRAME = 3;

function table(rows: string[], width: number): string {
  const cells = rows
    .filter((row) => !/^\|[\s:|-]+\|?$/.test(row) || /[^\s:|-]/.test(row))
    .map((row) =>
      row
        .replace(/^\||\|$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => inline(cell.trim())),
    );
  const [head, ...body] = cells as [string[], ...string[][]];
  const widths = fit(
    head.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? "")))),
    width - FRAME * head.length - 1,
  );
  const drawn = new Table({
    head: head.map((cell) => pc.bold(cell)),
    colWidths: widths.map((column) => column + 2),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...body);
  return drawn.toString();
}

/** Takes from the widest column until all fit. */
function fit(widths: number[], available: number): number[] {
  const fitted = [...widths];
  let excess = fitted.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0 && Math.max(...fitted) > 12; excess--) {
    const widest = fitted.indexOf(Math.max(...fitted));
    fitted[widest] = fitted[widest]! - 1;
  }
  return fitted;
}
