import { numbering } from "../../analysis/numbering.ts";
import { formulaKeys } from "../../analysis/space.ts";
import type { Column, Policy } from "../../policy.ts";
import { clause } from "../../words/condition.ts";
import { type Beside, meaning } from "./beside.ts";

/** Inputs and derived values that are new, gone, or declared otherwise. */
export function columns(base: Policy, head: Policy): Beside[] {
  const number = numbering();
  const formulas = [formulaKeys(base, number), formulaKeys(head, number)] as const;
  const before = new Map(base.columns.map((column) => [column.name, column]));
  const now = new Map(head.columns.map((column) => [column.name, column]));
  const spoken = ({ kind, name }: Column) => `${kind === "input" ? "input" : "derived value"} ${name}`;
  const what = ({ kind, name }: Column) => `${kind === "input" ? "inputs" : "derived"}/${name}`;
  return [
    ...[...before.values()].flatMap((column): Beside[] => {
      const other = now.get(column.name);
      if (!other) return [{ what: what(column), class: "patch", words: `The ${spoken(column)} is gone.` }];
      return columnChanges(column, other, formulas).map((words) => ({
        what: what(other),
        class: "patch",
        words: `The ${spoken(other)} ${words}.`,
      }));
    }),
    ...[...now.values()].flatMap((column): Beside[] =>
      before.has(column.name)
        ? []
        : [
            {
              what: what(column),
              class: "patch",
              words: `The ${spoken(column)} is new${column.says ? `: ${clause(column.says)}` : ""}.`,
            },
          ],
    ),
  ];
}

function columnChanges(
  a: Column,
  b: Column,
  [base, head]: readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>],
): string[] {
  const changes: string[] = [];
  if (a.kind !== b.kind) changes.push(b.kind === "derived" ? "is now computed" : "is now given, no longer computed");
  if (a.type !== b.type) changes.push(`is now of type ${b.type} (before: ${a.type})`);
  if (a.optional !== b.optional) changes.push(b.optional ? "may now be missing" : "may no longer be missing");
  if (a.unit !== b.unit) changes.push(`is now measured in ${b.unit ?? "no unit"} (before: ${a.unit ?? "no unit"})`);
  if (a.says !== b.says) changes.push(b.says === undefined ? "has lost its text" : `has another text: "${b.says}"`);
  if (a.kind === "input" && b.kind === "input" && meaning(a.values) !== meaning(b.values)) {
    changes.push(`can now be ${b.values?.text ?? "anything"} (before: ${a.values?.text ?? "anything"})`);
  }
  if (a.kind === "derived" && b.kind === "derived" && base.get(a.name) !== head.get(b.name)) {
    changes.push(`is now computed as ${b.feel} (before: ${a.feel})`);
  }
  return changes;
}
