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
