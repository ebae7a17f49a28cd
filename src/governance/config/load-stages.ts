import { didYouMean, pointer } from "../../policy/index.ts";
import { gateProblem } from "../../replay/gates.ts";
import { replayFigureNames } from "../../replay/replay-figures.ts";
import { evidenceFigures } from "../evidence-figures.ts";
import { type LoadOptions, load, type Problems } from "./problems.ts";
import { stagesSchema } from "./schemas/index.ts";
import type { Baseline, EarnedStage, Gates, Loaded, Stages } from "./types.ts";

interface StagesFile {
  promotions: Stages["promotions"];
  demotions?: Stages["demotions"];
  replay?: Stages["replay"];
  baseline?: Record<string, Baseline>;
  exceptions: Omit<Stages["exceptions"], "kinds"> & { kinds?: Record<string, string> };
  decisions?: string[];
}

/** Reads governance/stages.yaml. */
export function loadStages(text: string, options: LoadOptions = {}): Loaded<Stages> {
  return load(text, stagesSchema, options, (data, problems) => {
    const file = data as StagesFile;
    for (const section of ["promotions", "demotions"] as const) {
      for (const [stage, { gates }] of Object.entries(file[section] ?? {})) {
        checkGates(gates, [section, stage, "gates"], problems);
        checkFigures(gates, evidenceFigures, [section, stage, "gates"], problems);
      }
    }
    if (file.replay) {
      checkGates(file.replay.gates, ["replay", "gates"], problems);
      checkFigures(file.replay.gates, replayFigureNames, ["replay", "gates"], problems);
      for (const [policy, columns] of Object.entries(file.replay.map ?? {})) checkColumns(columns, policy, problems);
    }
    (file.decisions ?? []).forEach((glob, index) => {
      if (!/^\.?\/|(^|\/)\.\.(\/|$)|\\/.test(glob)) return;
      const message = `"${glob}" must be a path from the top of the repository, such as policies/{policy}/decisions/**.`;
      problems.error("bad-glob", message, pointer("decisions", index));
    });
    return {
      promotions: file.promotions,
      demotions: file.demotions ?? {},
      replay: file.replay ?? { gates: {} },
      baseline: file.baseline ?? {},
      exceptions: { ...file.exceptions, kinds: file.exceptions.kinds ?? {} },
      decisions: file.decisions ?? ["policies/{policy}/decisions/**"],
    };
  });
}

/** The globs of one policy's decision records. */
export function decisionGlobs(stages: Pick<Stages, "decisions">, policy: string): string[] {
  return stages.decisions.map((glob) => glob.replaceAll("{policy}", policy));
}

/** What a live policy has to keep to stay at a stage. */
export function stayingGates(stages: Stages, stage: EarnedStage): Gates {
  return (stages.demotions[stage] ?? stages.promotions[stage]).gates;
}

function checkGates(gates: Gates, path: string[], problems: Problems): void {
  for (const [figure, test] of Object.entries(gates)) {
    const problem = gateProblem(test);
    if (problem) problems.error("bad-gate", `The gate on ${figure}: ${problem}`, pointer(...path, figure));
  }
}

function checkColumns(columns: Record<string, string>, policy: string, problems: Problems): void {
  const taken = new Map<string, string>();
  for (const [column, target] of Object.entries(columns)) {
    const before = taken.get(target);
    taken.set(target, column);
    if (before === undefined) continue;
    const message = `"${before}" and "${column}" cannot both be ${target}.`;
    problems.error("two-columns", message, pointer("replay", "map", policy, column));
  }
}

function checkFigures(gates: Gates, measured: readonly string[], path: string[], problems: Problems): void {
  for (const figure of Object.keys(gates)) {
    if (measured.includes(figure)) continue;
    const message = `Nothing measures "${figure}", so this gate would never pass.${didYouMean(figure, measured)}`;
    problems.error("unknown-figure", message, pointer(...path, figure), { key: true });
  }
}
