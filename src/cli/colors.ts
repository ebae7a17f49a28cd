import pc from "picocolors";

/** Colours for a terminal; none in a pipe or a log, where they would be noise. */
export const colors = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true);
