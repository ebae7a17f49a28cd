/**
 * GitHub refuses longer comments, and longer summaries and texts of check runs. Its documents count characters, its servers
 * bytes: https://github.com/github/docs/issues/35252.
 */
const LIMIT = 65_535;

const NOTICE = "_The rest is left out: GitHub takes no more._";

/** What GitHub shows of a job's summary: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
export const JOB_SUMMARY_LIMIT = 1024 * 1024;

/**
 * Markdown that GitHub takes. Where it is too long it is cut after a whole line, before a code block or a fold that would not
 * end any more, and says that it was cut.
 *
 * @param limit in bytes of UTF-8
 * @param notice said at the end where it was cut
 */
export function fitGitHub(markdown: string, limit = LIMIT, notice = NOTICE): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const end = `\n\n${notice}\n`;
  const start = Buffer.from(markdown)
    .subarray(0, Math.max(0, limit - Buffer.byteLength(end)))
    .toString();
  return `${beforeOpen(start.slice(0, Math.max(start.lastIndexOf("\n"), 0))).trimEnd()}${end}`;
}

/** The text up to the first code block or `<details>` that has no end. */
function beforeOpen(text: string): string {
  let fence: string | undefined;
  let folds = 0;
  let from = 0;
  let at = 0;
  for (const line of text.split("\n")) {
    if (fence === undefined && folds === 0) from = at;
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence !== undefined) {
      if (line.trimEnd() === fence) fence = undefined;
    } else if (mark) fence = mark;
    else folds += Number(line.startsWith("<details>")) - Number(line.endsWith("</details>"));
    at += line.length + 1;
  }
  return fence === undefined && folds === 0 ? text : text.slice(0, from);
}
