import { join } from "node:path";
import { Clone } from "../clone.ts";
import type { Stage } from "../stage.ts";

/** An auditor needs git and nothing else. */
export async function audit({ world, narrator }: Stage, directory: string): Promise<string[]> {
  narrator.chapter("The auditor clones, and reads");
  const clone = await Clone.of(world.gitUrl("audrey"), join(directory, "audrey"), "audrey");
  narrator.shows(
    "git clone … && git log --oneline origin/governance-log",
    await clone.git("log", "--format=%h %s", "origin/governance-log"),
  );
  const trailers =
    "--format=%h %<(12)%(trailers:key=Policy,valueonly,separator=%x2C)%<(8)%(trailers:key=Version,valueonly,separator=%x2C)%(trailers:key=Approved-by,valueonly,separator=%x3B )";
  narrator.shows(
    "git log --format=<who approved what> origin/governance-log",
    await clone.git("log", trailers, "origin/governance-log"),
  );
  narrator.shows("git tag", await clone.git("tag"));
  const log = await clone.git("log", "--format=%s", "origin/governance-log");
  return log.trimEnd().split("\n");
}
