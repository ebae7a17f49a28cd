import { pointer } from "../../policy/index.ts";
import { type LoadOptions, load } from "./problems.ts";
import { modelSchema } from "./schemas/index.ts";
import type { Loaded, Model } from "./types.ts";

/** Reads a models/<id>.yaml. */
export function loadModel(text: string, options: LoadOptions = {}): Loaded<Model> {
  return load(text, modelSchema, options, (data, problems) => {
    const model = data as Model;
    if (/^(latest|stable|current|newest)$/i.test(model.version)) {
      const message = `"${model.version}" is whatever the provider serves today. Name the exact version, so that replacing it is a change.`;
      problems.error("moving-version", message, pointer("version"));
    }
    return model;
  });
}
