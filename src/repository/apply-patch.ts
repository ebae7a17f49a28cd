const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/;
const NO_NEWLINE = "\\ No newline at end of file";

/**
 * A text with the hunks of a unified diff applied, as GitHub gives them for one file.
 * @returns undefined where they do not fit the text.
 */
export function applyPatch(text: string, patch: string): string | undefined {
  const old = text.split(/(?<=\n)/);
  const made: string[] = [];
  let at = 0;
  let sign = "";
  for (const line of patch.split("\n")) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      // A hunk that takes no line away stands behind the line that it names.
      const start = hunk[2] === "0" ? Number(hunk[1]) : Number(hunk[1]) - 1;
      if (start < at) return undefined;
      made.push(...old.slice(at, start));
      at = start;
      continue;
    }
    if (line === NO_NEWLINE) {
      // It speaks of the line before; one that was kept or taken away is already without.
      if (sign === "+") made.push(made.pop()!.slice(0, -1));
      continue;
    }
    sign = line.slice(0, 1);
    const content = line.slice(1);
    if (sign === "+") made.push(`${content}\n`);
    else if ((sign !== " " && sign !== "-") || old[at]?.replace(/\n$/, "") !== content) return undefined;
    else if (sign === "-") at++;
    else made.push(old[at++]!);
  }
  return made.concat(old.slice(at)).join("");
}
