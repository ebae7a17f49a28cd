import Table from "cli-table3";
import pc from "picocolors";

/** The Markdown that GitHub would render, as text for a terminal: the subset that the bot and the Action write. */
export function terminalMarkdown(markdown: string): string {
  const lines = markdown
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/<\/?(sub|details)>/g, "")
    .trim()
    .split("\n");
  const out: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const rows: string[] = [];
    while (lines[index]?.startsWith("|")) rows.push(lines[index++]!);
    if (rows.length > 0) out.push(table(rows));
    const line = lines[index];
    if (line === undefined) continue;
    if (line.startsWith("```")) {
      while (!lines[++index]?.startsWith("```") && index < lines.length) out.push(pc.dim(`  ${lines[index]}`));
    } else {
      out.push(block(line));
    }
  }
  return out.join("\n").replace(/\n{3,}/g, "\n\n");
}

function block(line: string): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return pc.bold(inline(heading));
  if (line.startsWith("> ")) return `${pc.dim("│")} ${inline(line.slice(2))}`;
  if (line.startsWith("- ")) return `  • ${inline(line.slice(2))}`;
  return inline(line).replace(/<summary>(.*?)<\/summary>/, "$1");
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

function table(rows: string[]): string {
  const cells = rows
    .filter((row) => !/^\|[\s:|-]+\|?$/.test(row) || /[^\s:|-]/.test(row))
    .map((row) =>
      row
        .replace(/^\||\|$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => inline(cell.trim())),
    );
  const [head, ...body] = cells as [string[], ...string[][]];
  const drawn = new Table({ head: head.map((cell) => pc.bold(cell)), style: { head: [], border: [], compact: true } });
  drawn.push(...body);
  return drawn.toString();
}
