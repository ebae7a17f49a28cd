/** GitHub refuses longer comments, and longer summaries and texts of check runs (https://docs.github.com/rest/checks/runs). */
const LIMIT = 65_535;

/** Markdown that GitHub takes: cut after a whole line, and said to be cut, where it is too long. Lengths in characters. */
export function fitGitHub(markdown: string, limit = LIMIT): string {
  if (markdown.length <= limit) return markdown;
  const notice = "\n\n_The rest is left out: GitHub takes no more._\n";
  const kept = markdown.slice(0, limit - notice.length);
  return `${kept.slice(0, Math.max(kept.lastIndexOf("\n"), 0))}${notice}`;
}
