import * as core from "@actions/core";
import type { Part, Shard } from "../../src/replay/index.ts";
import { fitGitHub, JOB_SUMMARY_LIMIT } from "../../src/text/index.ts";
import { countAll, countFromParts, countShare } from "./count.ts";
import { openGit } from "./git.ts";
import { openGitHub } from "./github.ts";
import { readParts, writeParts } from "./parts-file.ts";
import { checkRun, markdown, stoppedCheckRun, title } from "./present.ts";
import { run } from "./run.ts";
import { readSettings } from "./settings.ts";

/** Set by the build from package.json. */
declare const COUNTERSIGN_VERSION: string;

try {
  const settings = readSettings(process.env, core.getInput);
  core.setSecret(settings.token);
  const git = openGit({ ...settings, directory: settings.workspace });
  const github = openGitHub(settings);
  if (settings.shard) await share(settings.shard);
  else await report().catch(tell);

  /** Counts one share, for the job that merges. */
  async function share(shard: Shard): Promise<void> {
    const parts = new Map<string, Part>();
    await run(settings, git, github, COUNTERSIGN_VERSION, countShare(shard, COUNTERSIGN_VERSION, parts));
    const path = await writeParts(settings.temporary, settings, shard, parts);
    core.setOutput("part", path);
    core.info(`Share ${shard.index} of ${shard.of} is counted: ${path}`);
  }

  async function report(): Promise<void> {
    const count = settings.parts
      ? countFromParts(await readParts(settings.parts, settings), COUNTERSIGN_VERSION)
      : countAll;
    const tested = await run(settings, git, github, COUNTERSIGN_VERSION, count);
    await github.createCheckRun(checkRun(tested));
    // The runner gives a file for the summary; where there is none (an old server), the check run has it all.
    if (process.env.GITHUB_STEP_SUMMARY) {
      await core.summary.addRaw(fitGitHub(markdown(tested), JOB_SUMMARY_LIMIT), true).write();
    }
    const { verdict, policies } = tested.statement;
    core.setOutput("verdict", verdict);
    core.setOutput(
      "flips",
      policies.reduce((sum, policy) => sum + policy.flips.count, 0),
    );
    if (verdict === "pass") core.info(title(tested));
    else core.setFailed(title(tested));
  }

  /** Says on the head, where people look, why there is no result, and fails as the error does. */
  async function tell(error: Error): Promise<never> {
    // Secrets are masked in the job's log only.
    const why = error.message.replaceAll(settings.token, "***");
    await github.createCheckRun(stoppedCheckRun(settings.head, why)).catch((failed: Error) => {
      core.warning(`The check run could not be created: ${failed.message}`);
    });
    throw error;
  }
} catch (error) {
  core.setFailed(error instanceof Error ? error.message : String(error));
}
