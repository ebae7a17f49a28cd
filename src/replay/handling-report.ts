import type { Stage } from "../policy/index.ts";
import type { Handling, HandlingCell, Handlings } from "./dispositions.ts";
import type { DispositionReport } from "./report.ts";

/** What happens with the decisions under either version, and with which of them it changes. */
export function dispositionsOf(stage: Stage, handlings: Handlings): DispositionReport {
  const cells = [...handlings.values()];
  return {
    stage,
    base: totals(cells, ({ from }) => from),
    head: totals(cells, ({ to }) => to),
    moved: cells.filter(({ from, to }) => from !== to).sort((a, b) => b.count - a.count || (a.from < b.from ? -1 : 1)),
  };
}

function totals(cells: HandlingCell[], name: (cell: HandlingCell) => Handling): DispositionReport["base"] {
  const counts: DispositionReport["base"] = {};
  for (const handling of ["act", "route", "suggest"] as const) {
    const count = cells.reduce((sum, cell) => sum + (name(cell) === handling ? cell.count : 0), 0);
    if (count > 0) counts[handling] = count;
  }
  return counts;
}
