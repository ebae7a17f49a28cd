/** A column of a Markdown table: its heading, and whether it holds figures, which stand right. */
export type Column = string | { right: string };

/** A GitHub Markdown table; the cells are Markdown already. */
export function markdownTable(columns: Column[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((column) => (typeof column === "string" ? column : column.right))),
    line(columns.map((column) => (typeof column === "string" ? ":--" : "--:"))),
    ...rows.map(line),
  ].join("\n");
}

/** Something long that a reader opens when it matters; the title is Markdown already. */
export const details = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

const blocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of so many character widths for a part of a whole; anything above zero shows. */
export function bar(part: number, whole: number, width = 20): string {
  const eighths = whole === 0 ? 0 : Math.max(part > 0 ? 1 : 0, Math.round((part / whole) * width * 8));
  return "█".repeat(Math.floor(eighths / 8)) + blocks[eighths % 8];
}
