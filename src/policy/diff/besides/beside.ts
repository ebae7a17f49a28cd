import type { WrittenTest } from "../../policy.ts";
import type { ChangeClass } from "../class.ts";

/** Something besides the regions that differs between two versions. */
export interface Beside {
  /** What it is about, e.g. `confidence/automate`, `outcomes/pay`, `inputs/amount`, `rules/small`. */
  what: string;
  class: Exclude<ChangeClass, "none">;
  words: string;
  /** Present where the system now acts on cases on which it did not. */
  acts?: true;
}

/** That the sentence of something changes. */
export const textChange = (of: string, before: string | undefined, now: string | undefined): string => {
  if (now === undefined) return `The text of ${of} is gone.`;
  return `The text of ${of} ${before === undefined ? "is new" : "changes"}: "${now.replace(/\.$/, "")}."`;
};

/** The same text for tests that read the same, whatever their spaces. */
export const meaning = (test: WrittenTest | undefined): string =>
  JSON.stringify(test?.test, (key, value) => (key === "from" || key === "to" ? undefined : value)) ?? "";
