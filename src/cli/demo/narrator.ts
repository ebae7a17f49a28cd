import pc from "picocolors";
import { terminalMarkdown } from "./terminal-markdown.ts";

/** Tells the story to a terminal: chapters, who does what, and what they see. */
export class Narrator {
  readonly #write: (text: string) => void;
  /** Characters a line; a pipe has none to tell, and a very wide line reads badly. */
  readonly #width = Math.min(process.stdout.columns ?? 110, 120);
  #chapter = 0;

  constructor(write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#write = write;
  }

  chapter(title: string): void {
    const heading = ` ${++this.#chapter}. ${title} `;
    this.#write(`\n${pc.bold(pc.inverse(heading))}\n\n`);
  }

  /** What somebody does. */
  does(person: string, action: string): void {
    this.#write(`${pc.bold(pc.yellow(person))} ${action}\n`);
  }

  /** What somebody reads on GitHub, Markdown or plain. */
  sees(person: string, what: string, markdown: string): void {
    this.#write(
      `\n${pc.bold(pc.green(person))} sees ${what}:\n\n${indent(terminalMarkdown(markdown, this.#width - INDENT.length))}\n\n`,
    );
  }

  /** Output of a command, as it is. */
  shows(command: string, output: string): void {
    this.#write(`\n${pc.dim("$")} ${pc.bold(command)}\n${indent(output.trimEnd())}\n\n`);
  }

  says(text: string): void {
    this.#write(`${pc.dim(text)}\n`);
  }
}

const INDENT = "    ";

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}
