import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Narrator } from "./narrator.ts";
import { setStage } from "./stage.ts";
import { audit } from "./story/audit.ts";
import { begin } from "./story/begin.ts";
import { changePolicy } from "./story/change-policy.ts";
import { except } from "./story/except.ts";
import { promote } from "./story/promote.ts";
import { rollBack } from "./story/roll-back.ts";
import { OWNER, PEOPLE, REPO, startWorld, type World } from "./world.ts";

export interface DemoOptions {
  keep?: true;
  port: number;
  log?: string;
  json?: true;
}

/**
 * Plays the story to standard output.
 * @param log decision records (NDJSON) to replay in place of the samples
 * @throws Error where a step does not go as the story has it
 */
export async function playDemo(options: DemoOptions, log: string | undefined): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  const world = await startWorld({ directory: join(directory, "forge"), port: options.port });
  try {
    const narrator = new Narrator(options.json ? () => {} : undefined);
    const sentences = await play(world, narrator, join(directory, "clones"), log);
    if (options.json) process.stdout.write(`${JSON.stringify({ ledger: sentences }, null, 2)}\n`);
    if (options.keep) await keepUp(world);
  } finally {
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The story from the first commit to the audit. @returns the ledger's sentences, newest first. */
async function play(world: World, narrator: Narrator, clones: string, log: string | undefined): Promise<string[]> {
  const started = performance.now();
  const stage = setStage(world, narrator, clones, log);
  await begin(stage);
  await changePolicy(stage);
  await promote(stage);
  await except(stage);
  await rollBack(stage);
  const sentences = await audit(stage, clones);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  narrator.says(
    `${world.forge.requests.length} REST requests, ${sentences.length} ledger entries, ${seconds} seconds.`,
  );
  return sentences;
}

async function keepUp(world: World): Promise<void> {
  const rows = PEOPLE.map((person) => `  git clone ${world.gitUrl(person)}   # as ${person}`);
  process.stderr.write(
    `\nThe embedded GitHub stays up at ${world.forge.url}/${OWNER}/${REPO} until you press Ctrl-C.\n${rows.join("\n")}\n`,
  );
  await new Promise<void>((stop) => process.once("SIGINT", stop).once("SIGTERM", stop));
}
