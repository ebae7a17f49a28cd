import { ApiError, invalid } from "../http/errors.ts";
import { type Body, object, objects, oneOf, text } from "../http/fields.ts";
import type { Annotation, CheckRun, Conclusion, Repository } from "../model/repository.ts";
import type { Account, App } from "../model/types.ts";
import type { World } from "../model/world.ts";
import { suiteState } from "../present/check.ts";
import { presentWebhookRun, presentWebhookSuite } from "../present/check-webhook.ts";
import { webUrl } from "../present/repository.ts";

const STATUSES = ["queued", "in_progress", "completed", "waiting", "requested", "pending"] as const;
const CONCLUSIONS = [
  "action_required",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
  "stale",
  "timed_out",
] as const;

/** GitHub's limits (docs: "Create a check run"): characters of summary and text, annotations of one request, actions. */
const MAX_TEXT = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_ACTIONS = 3;

function limited(output: Body, name: string): string | null {
  const value = text(output, name) ?? null;
  if (value !== null && Buffer.byteLength(value) > MAX_TEXT) {
    throw new ApiError(
      422,
      `Invalid request.\n\nOnly ${MAX_TEXT} characters are allowed; ${value.length} were supplied.`,
    );
  }
  return value;
}

function readAnnotation(item: Body): Annotation {
  const { path, message, annotation_level: level, start_line, end_line } = item;
  if (
    typeof path !== "string" ||
    typeof message !== "string" ||
    !Number.isInteger(start_line) ||
    !Number.isInteger(end_line)
  ) {
    throw invalid({ resource: "CheckRun", field: "annotations", code: "invalid" });
  }
  if (level !== "notice" && level !== "warning" && level !== "failure") {
    throw invalid({ resource: "CheckRun", field: "annotation_level", code: "invalid" });
  }
  return {
    path,
    message,
    annotation_level: level,
    start_line: start_line as number,
    end_line: end_line as number,
    start_column: (item.start_column as number) ?? null,
    end_column: (item.end_column as number) ?? null,
    title: text(item, "title") ?? null,
    raw_details: text(item, "raw_details") ?? null,
  };
}

/** Applies the fields of a create or update request. Annotations are added to those there, as GitHub does. */
export function changeRun(world: World, run: CheckRun, body: Body): void {
  const conclusion = oneOf<Conclusion>(body, "conclusion", CONCLUSIONS);
  const status = oneOf(body, "status", STATUSES) ?? (conclusion ? "completed" : run.status);
  if (status === "completed" && !conclusion && !run.conclusion) {
    throw invalid({ resource: "CheckRun", field: "conclusion", code: "missing_field" });
  }
  const output = object(body, "output");
  if (output) {
    if (text(output, "summary") === undefined)
      throw new ApiError(422, `Invalid request.\n\n"summary" wasn't supplied.`);
    const added = objects(output, "annotations") ?? [];
    if (added.length > MAX_ANNOTATIONS) {
      throw new ApiError(
        422,
        `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${added.length} were supplied.`,
      );
    }
    run.output = {
      title: text(output, "title") ?? run.output.title,
      summary: limited(output, "summary"),
      text: limited(output, "text"),
      annotations: [...run.output.annotations, ...added.map(readAnnotation)],
    };
  }
  const actions = objects(body, "actions");
  if (actions && actions.length > MAX_ACTIONS) {
    throw new ApiError(
      422,
      `Invalid request.\n\nNo more than ${MAX_ACTIONS} items are allowed; ${actions.length} were supplied.`,
    );
  }
  run.actions = (actions as CheckRun["actions"]) ?? run.actions;
  run.name = text(body, "name") ?? run.name;
  run.externalId = text(body, "external_id") ?? run.externalId;
  run.detailsUrl = text(body, "details_url") ?? run.detailsUrl;
  const started = text(body, "started_at");
  if (started) run.startedAt = new Date(started);
  run.status = status;
  run.conclusion = status === "completed" ? (conclusion ?? run.conclusion) : null;
  const completed = text(body, "completed_at");
  run.completedAt =
    status === "completed" ? (completed ? new Date(completed) : (run.completedAt ?? world.now())) : null;
  run.suite.updatedAt = world.now();
}

export function emitRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  action: string,
  sender: Account,
  only?: App,
): void {
  const payload = { action, check_run: presentWebhookRun(world, repository, run) };
  world.emit({ name: "check_run", action, repository, sender, payload, ...(only && { only }) });
}

/** Tells of a run that has completed, and of its suite when that was its last. */
export async function emitCompleted(
  world: World,
  repository: Repository,
  run: CheckRun,
  sender: Account,
): Promise<void> {
  emitRun(world, repository, run, "completed", sender);
  if (suiteState(repository, run.suite).status !== "completed") return;
  const check_suite = await presentWebhookSuite(world, repository, run.suite);
  const payload = { action: "completed", check_suite };
  world.emit({ name: "check_suite", action: "completed", repository, sender, payload });
}

export function annotationsOf(world: World, repository: Repository, run: CheckRun) {
  return run.output.annotations.map((it) => ({
    ...it,
    blob_href: `${webUrl(world, repository)}/blob/${run.headSha}/${it.path}`,
  }));
}
