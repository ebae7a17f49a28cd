import { type LoadOptions, load } from "./problems.ts";
import { releaseSchema } from "./schemas/index.ts";
import type { Loaded, Release } from "./types.ts";

/** Reads a policies/<id>/release.yaml. */
export function loadRelease(text: string, options: LoadOptions = {}): Loaded<Release> {
  return load(text, releaseSchema, options, (data) => data as Release);
}
