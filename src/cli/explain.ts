import { Command } from "commander";
import { type Explanation, explain, stringifyJsonExact } from "../policy/index.ts";
import { plainText } from "../text/index.ts";
import { readInput } from "./read-input.ts";
import { policyAt } from "./read-policy.ts";

/** `countersign explain`: why a case gets its outcome, and what would have altered it. */
export function explainCommand(): Command {
  return new Command("explain")
    .summary("say why a case gets its outcome, and what would alter it")
    .description(
      "Decides one case, says in sentences why it gets its outcome, and names the nearest change of a single input that\n" +
        "would alter it. Every change that is named was tried.",
    )
    .argument("<policy>", "a file, or <git-rev>:<path> like main:policies/a/policy.yaml")
    .option("--input <file>", "the case, a JSON object of input values; - is standard input", "-")
    .option("--json", "print the explanation as JSON")
    .addHelpText("after", "\nExit codes: 0 the case was explained, 2 wrong usage or something cannot be read.")
    .action(async (place: string, { input, json }: { input: string; json?: boolean }, command: Command) => {
      const policy = await policyAt(place).catch((error: Error) =>
        command.error(`error: ${error.message}`, { exitCode: 2 }),
      );
      const explanation = explain(policy, readInput(input, command));
      process.stdout.write(json ? `${stringifyJsonExact(explanation, 2)}\n` : explanationText(explanation));
    });
}

function explanationText({ words, changes }: Explanation): string {
  const found = changes.map((change, i) => `  ${i === 0 ? "nearest:" : "        "} ${change.words}`);
  const none = "No change of a single input would alter the outcome.";
  return plainText(`${[words, "", ...(found.length > 0 ? found : [none])].join("\n")}\n`);
}
