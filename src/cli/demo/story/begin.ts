import { layDown } from "../../init.ts";
import { SAMPLES } from "../records.ts";
import type { Stage } from "../stage.ts";
import { AT } from "../world.ts";

/** Where the records go that the user brought, in place of the samples. */
const HISTORY = "policies/mortgage/decisions/history.ndjson";

/** Acme lays down a governed repository, installs the app, and protects the default branch. */
export async function begin({ world, narrator, clone, see, log }: Stage): Promise<void> {
  narrator.chapter("Acme puts its decisions under governance");
  const admin = await clone("root");
  const { created } = layDown(admin.directory, {});
  if (log !== undefined) await admin.write({ [SAMPLES]: null, [HISTORY]: log });
  await admin.push("main", "Govern our decisions with Countersign");
  narrator.does("The platform team", `runs \`countersign init\` (${created.length} files) and pushes.`);
  const records = (log ?? (await see.file(SAMPLES))).trimEnd().split("\n").length;
  narrator.says(
    `The replay log holds ${records.toLocaleString("en")} ${log ? "decisions of the file you gave" : "sample decisions"}.`,
  );

  await world.install();
  await world.settled();
  narrator.does("The platform team", "installs the app and requires its checks on main.");
  world.forge.protectBranch({
    ...AT,
    branch: "main",
    requirePullRequest: true,
    requiredChecks: [{ context: "countersign/approvals", appId: world.app.appId }, { context: "countersign/replay" }],
  });
  narrator.shows("git tag", (await see.tags()).sort().join("\n"));
  await admin.git("fetch", "--quiet", "origin");
  narrator.shows(
    "git log --oneline origin/governance-log",
    await admin.git("log", "--oneline", "origin/governance-log"),
  );
}
