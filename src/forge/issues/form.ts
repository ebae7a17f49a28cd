import { parse } from "yaml";
import { resolveCommit } from "../git/refs.ts";
import { entryAt, readBlob } from "../git/trees.ts";
import { fullName, type Repository } from "../model/repository.ts";

/** A value for a form's field: a text, an option, several options, or for checkboxes the labels that are ticked. */
export type FormValue = string | readonly string[];

interface Field {
  type: "markdown" | "input" | "textarea" | "dropdown" | "checkboxes";
  id?: string;
  attributes?: {
    label?: string;
    render?: string;
    multiple?: boolean;
    options?: (string | { label: string; required?: boolean })[];
  };
  validations?: { required?: boolean };
}

/** A file of `.github/ISSUE_TEMPLATE`. */
export interface IssueForm {
  name?: string;
  title?: string;
  labels?: string[] | string;
  assignees?: string[] | string;
  body: Field[];
}

const FOLDER = ".github/ISSUE_TEMPLATE";

/** Reads a form from the default branch. @throws Error when there is none of that name */
export async function readIssueForm(repository: Repository, file: string): Promise<IssueForm> {
  const { gitDir, defaultBranch } = repository;
  const commit = await resolveCommit(gitDir, `refs/heads/${defaultBranch}`);
  const entry = commit && (await entryAt(gitDir, commit, `${FOLDER}/${file}`));
  if (!entry) throw new Error(`${fullName(repository)} has no issue form ${FOLDER}/${file} on ${defaultBranch}.`);
  const form = parse((await readBlob(gitDir, entry.sha)).toString()) as IssueForm;
  if (!Array.isArray(form?.body)) throw new Error(`${FOLDER}/${file} is no issue form: it has no body.`);
  return form;
}

const many = (value: FormValue | undefined): readonly string[] => (value === undefined ? [] : [value].flat());
const optionLabel = (option: string | { label: string }) => (typeof option === "string" ? option : option.label);

function problemsOf({ type, attributes = {}, validations }: Field, value: FormValue | undefined): string[] {
  const label = attributes.label ?? "";
  const given = many(value).filter((it) => it.trim() !== "");
  const options = (attributes.options ?? []).map(optionLabel);
  const unknown = type === "dropdown" || type === "checkboxes" ? given.filter((it) => !options.includes(it)) : [];
  const missing = (attributes.options ?? []).filter(
    (it) => type === "checkboxes" && typeof it === "object" && it.required && !given.includes(it.label),
  );
  return [
    ...(validations?.required && given.length === 0 ? [`${label} can't be blank.`] : []),
    ...unknown.map((it) => `${label}: "${it}" is not one of ${options.map((option) => `"${option}"`).join(", ")}.`),
    ...missing.map((it) => `${label}: "${optionLabel(it)}" must be ticked.`),
    ...(type === "dropdown" && !attributes.multiple && given.length > 1 ? [`${label} takes one option.`] : []),
  ];
}

function answer({ type, attributes = {} }: Field, value: FormValue | undefined): string {
  const given = many(value).filter((it) => it.trim() !== "");
  if (type === "checkboxes") {
    const ticked = (label: string) => (given.includes(label) ? "- [X]" : "- [ ]");
    return (attributes.options ?? []).map((it) => `${ticked(optionLabel(it))} ${optionLabel(it)}`).join("\n");
  }
  if (given.length === 0) return "_No response_";
  if (type === "textarea" && attributes.render) return `\`\`\`${attributes.render}\n${given[0]}\n\`\`\``;
  return given.join(", ");
}

/**
 * The issue body that GitHub makes of a filled-in form.
 * @throws Error naming every field that is missing or wrong, as the web page would refuse it
 */
export function renderIssueForm(form: IssueForm, values: Record<string, FormValue>): string {
  const fields = form.body.filter((field) => field.type !== "markdown");
  const ids = new Set(fields.map((field) => field.id));
  const strange = Object.keys(values).filter((id) => !ids.has(id));
  const problems = [
    ...strange.map((id) => `The form has no field "${id}".`),
    ...fields.flatMap((field) => problemsOf(field, values[field.id ?? ""])),
  ];
  if (problems.length > 0) throw new Error(problems.join(" "));
  return fields.map((it) => `### ${it.attributes?.label ?? ""}\n\n${answer(it, values[it.id ?? ""])}`).join("\n\n");
}
