import { join } from "node:path";
import { actions, views } from "./actions.ts";
import { Clone } from "./clone.ts";
import type { Narrator } from "./narrator.ts";
import type { World } from "./world.ts";

/** What a chapter of the story works with. */
export interface Stage {
  world: World;
  narrator: Narrator;
  act: ReturnType<typeof actions>;
  see: ReturnType<typeof views>;
  /** Somebody's clone; it is made when first asked for, and brought up to date each time. */
  clone(person: string): Promise<Clone>;
  /** Decision records of the `mortgage` policy that the user brought, as NDJSON. */
  log: string | undefined;
}

export function setStage(world: World, narrator: Narrator, directory: string, log: string | undefined): Stage {
  const clones = new Map<string, Clone>();
  return {
    world,
    narrator,
    act: actions(world),
    see: views(world),
    log,
    async clone(person) {
      const known = clones.get(person);
      if (known) {
        await known.update();
        return known;
      }
      const clone = await Clone.of(world.gitUrl(person), join(directory, person), person);
      clones.set(person, clone);
      return clone;
    },
  };
}
