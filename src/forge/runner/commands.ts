import type { Annotation } from "../model/repository.ts";

const LEVELS = { notice: "notice", warning: "warning", error: "failure" } as const;

const plain = (text: string) =>
  text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");

/** What a step said in workflow commands (`::error file=…::…`) on its output. */
export interface Said {
  annotations: Annotation[];
  masks: string[];
}

/** Reads the workflow commands of an output (docs: "Workflow commands for GitHub Actions"). */
export function readCommands(output: string): Said {
  const said: Said = { annotations: [], masks: [] };
  for (const line of output.split(/\r?\n/)) {
    const [, command, properties = "", text = ""] =
      /^::([\w-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line.trimStart()) ?? [];
    if (command === "add-mask" && text) said.masks.push(plain(text));
    if (command !== "notice" && command !== "warning" && command !== "error") continue;
    const given = new Map(
      properties.split(",").map((it) => it.split(/=(.*)/s).map((part) => part.trim()) as [string, string]),
    );
    const start = Number(given.get("line") ?? 1);
    said.annotations.push({
      path: plain(given.get("file") ?? ".github"),
      start_line: start,
      end_line: Number(given.get("endLine") ?? start),
      start_column: given.has("col") ? Number(given.get("col")) : null,
      end_column: given.has("endColumn") ? Number(given.get("endColumn")) : null,
      annotation_level: LEVELS[command],
      title: given.has("title") ? plain(given.get("title")!) : null,
      message: plain(text),
      raw_details: null,
    });
  }
  return said;
}

/** Reads a file command: `name=value` lines, and `name<<END` blocks. @throws Error when it is malformed, as a runner does */
export function readFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift()!;
    if (line === "") continue;
    const [, block, end] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (block && end) {
      const close = lines.indexOf(end);
      if (close < 0) throw new Error(`Invalid value. Matching delimiter not found '${end}'`);
      values[block] = lines
        .splice(0, close + 1)
        .slice(0, -1)
        .join("\n");
      continue;
    }
    const at = line.indexOf("=");
    if (at <= 0) throw new Error(`Invalid format '${line}'`);
    values[line.slice(0, at)] = line.slice(at + 1);
  }
  return values;
}
