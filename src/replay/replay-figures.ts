import { replayFigures } from "./judge.ts";
import { measure } from "./measure.ts";
import { emptyTally } from "./tally.ts";

const none = { rules: [] };

/** Every figure that the replay gates of stages.yaml can test. */
export const replayFigureNames: readonly string[] = Object.keys(
  replayFigures(measure({ base: none, head: { id: "", ...none } }, emptyTally())),
);
