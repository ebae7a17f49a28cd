import Table from "cli-table3";

/** A column: its heading, and whether it holds figures, which stand right. */
export type Column = string | { right: string };

/** A table for a terminal: no frame, a rule under the headings, figures to the right. */
export function table(columns: Column[], rows: string[][]): string {
  const none = Object.fromEntries(
    ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"]
      .concat(["left", "left-mid", "mid", "mid-mid", "right", "right-mid"])
      .map((part) => [part, ""]),
  );
  const drawn = new Table({
    head: columns.map((column) => (typeof column === "string" ? column : column.right)),
    colAligns: columns.map((column) => (typeof column === "string" ? "left" : "right")),
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  drawn.push(...rows);
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
