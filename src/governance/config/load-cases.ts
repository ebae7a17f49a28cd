import { pointer } from "../../policy/index.ts";
import { type LoadOptions, load } from "./problems.ts";
import { casesSchema } from "./schemas/index.ts";
import type { Case, Cases, Loaded } from "./types.ts";

/** Reads a policies/<id>/cases.yaml. Numbers that a double cannot hold stay exact in the inputs. */
export function loadCases(text: string, options: LoadOptions = {}): Loaded<Cases> {
  return load(text, casesSchema, options, (data, problems) => {
    const file = data as Cases;
    const seen = new Map<string, number>();
    const cases = file.cases.map((one, index): Case => {
      const line = problems.line(pointer("cases", index));
      const before = seen.get(one.id);
      if (before !== undefined) {
        const message = `The id "${one.id}" stands at line ${before} already; every case needs its own.`;
        problems.error("duplicate-id", message, pointer("cases", index, "id"));
      }
      seen.set(one.id, line);
      return { ...one, line };
    });
    return { policy: file.policy, cases };
  });
}
