import { replayFigures } from "./judge.ts";
import { measure } from "./report.ts";
import { emptyTally } from "./tally.ts";

/** Every figure that the replay gates of stages.yaml can test. */
export const replayFigureNames: readonly string[] = Object.keys(replayFigures(measure("", emptyTally(), () => "")));
