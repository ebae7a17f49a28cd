import { Command } from "commander";
import { diffPolicies, type PolicyDiff, stringifyJsonExact } from "../policy/index.ts";
import { plainText } from "../text/index.ts";
import { policyAt } from "./read-policy.ts";

interface Options {
  base: string;
  head: string;
  current?: string;
  json?: boolean;
}

/** `countersign diff`: what changes between two versions of a policy, exactly, for whom, and in words. */
export function diffCommand(): Command {
  return new Command("diff")
    .summary("say which cases a policy change affects")
    .description(
      "Compares two versions of a policy and says which cases get another outcome: regions of the input space, an example\n" +
        "of each, and whether the change is major, minor or patch. No decision log is needed.",
    )
    .requiredOption(
      "--base <policy>",
      "the version of today: a file, or <git-rev>:<path> like main:policies/a/policy.yaml",
    )
    .requiredOption("--head <policy>", "the version to compare with it: a file, or <git-rev>:<path>")
    .option("--current <version>", "the version number of the base, to name the one that the change makes")
    .option("--json", "print the diff as JSON")
    .addHelpText("after", "\nExit codes: 0 the versions were compared, 2 wrong usage or something cannot be read.")
    .action(async ({ base, head, current, json }: Options, command: Command) => {
      try {
        const diff = diffPolicies(await policyAt(base), await policyAt(head), { current });
        process.stdout.write(json ? `${stringifyJsonExact(diff, 2)}\n` : diffText(diff));
      } catch (error) {
        command.error(`error: ${(error as Error).message}`, { exitCode: 2 });
      }
    });
}

/** The summary, then each region with its tests and an example. */
export function diffText({ regions, words }: PolicyDiff): string {
  const blocks = regions.map(({ from, to, where, witness }, i) => {
    const tests = Object.entries(where).map(([column, test]) => `     ${column}: ${test}`);
    const example = witness === null ? "no case found" : stringifyJsonExact(witness);
    const side = ({ outcome, rule }: typeof from) => `${outcome} (${rule ?? "otherwise"})`;
    return [`${String(i + 1).padStart(3)}. ${side(from)} → ${side(to)}`, ...tests, `     e.g. ${example}`].join("\n");
  });
  return plainText(`${[words, ...blocks].join("\n\n")}\n`, 1_000_000);
}
