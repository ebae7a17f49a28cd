/** Untrusted text made harmless for the places where it is shown: Markdown on GitHub, terminals, commit messages. */

export { beginning } from "./beginning.ts";
export { fitGitHub, JOB_SUMMARY_LIMIT } from "./fit.ts";
export { codeBlock, escapeMarkdown, inlineCode, quoteMarkdown } from "./markdown.ts";
export { plainLine, plainText } from "./plain.ts";
