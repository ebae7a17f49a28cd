import type { Opinion } from "./opinions.ts";

/** What somebody did to a pull request by command, as the ledger has it: their comment may be edited or gone since. */
export interface Intervention {
  kind: "hold" | "hold-lifted" | "answer" | "objection" | "objection-withdrawn" | "break-glass";
  by: string;
  because: string;
  /** When the command was given. */
  at: string;
  /** Broken glass and answers: the governed content that they are about. Other content is asked for anew. */
  content?: string;
  /** Answers: the flips that the replay test had shown by then. */
  flips?: string;
  /** Id of the comment that gave the command; absent in examples. */
  comment?: number;
  /** Broken glass: until when the account of it is owed, ISO 8601. */
  due?: string;
}

/** What lets a change go on. Whoever forges it gains by it, so the ledger alone is not believed. */
const LETTING: ReadonlySet<Intervention["kind"]> = new Set([
  "answer",
  "hold-lifted",
  "objection-withdrawn",
  "break-glass",
]);

/**
 * The interventions that the app wrote, as far as it matters: the ledger is a branch, and where no ruleset protects it, whoever may push
 * can add a record. Where one lets the change go on, the app must have answered the command as well.
 * @param answered ids of the comments that the app answered.
 */
export function believed(interventions: Intervention[], answered: ReadonlySet<number>): Intervention[] {
  return interventions.filter(({ kind, comment }) => !LETTING.has(kind) || answered.has(comment ?? -1));
}

/** What of it holds now. */
export interface Standing {
  holds: Intervention[];
  objections: Intervention[];
  /** By whom this very content was let through. */
  glass: Intervention | undefined;
}

/**
 * @param interventions in the order in which they were given.
 * @param opinions the reviews that count. An approval lifts its author's earlier objection.
 */
export function standingInterventions(interventions: Intervention[], opinions: Opinion[], content: string): Standing {
  const standing: Standing = { holds: [], objections: [], glass: undefined };
  for (const intervention of interventions) {
    switch (intervention.kind) {
      case "hold":
        standing.holds.push(intervention);
        break;
      case "hold-lifted":
        standing.holds = [];
        break;
      case "objection":
        standing.objections = [...without(standing.objections, intervention.by), intervention];
        break;
      case "objection-withdrawn":
        standing.objections = without(standing.objections, intervention.by);
        break;
      case "break-glass":
        if (intervention.content === content) standing.glass = intervention;
    }
  }
  standing.objections = standing.objections.filter(
    ({ by, at }) => !opinions.some(({ user, stance, since }) => user === by && stance === "approves" && since > at),
  );
  return standing;
}

function without(interventions: Intervention[], person: string): Intervention[] {
  return interventions.filter(({ by }) => by !== person);
}
