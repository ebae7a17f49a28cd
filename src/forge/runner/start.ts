import { diffFiles } from "../git/diff.ts";
import { mergeBase, resolveCommit, ZERO } from "../git/refs.ts";
import { listTree, readBlob } from "../git/trees.ts";
import type { PullRequest, Repository } from "../model/repository.ts";
import type { ForgeEvent, World } from "../model/world.ts";
import { tryMerge } from "../pulls/mergeable.ts";
import type { Happening } from "./triggers.ts";
import { readWorkflow, type Workflow } from "./workflow.ts";

/** Which commit an event is about, for a workflow under one of its names. */
export interface Occasion extends Happening {
  /** The commit whose workflow files count. */
  source: string;
  sha: string;
  ref: string;
  headSha: string;
  headBranch: string | null;
  headRef: string;
  baseRef: string;
  readOnly: boolean;
}

const FOLDER = ".github/workflows";

/** The occasions for workflows that an event makes: a pull request's makes two, `pull_request` and `pull_request_target`. */
export async function occasionsOf(world: World, event: ForgeEvent): Promise<Occasion[]> {
  const { repository, name } = event;
  if (!repository) return [];
  if (name === "push") return pushOccasion(repository, event);
  if (name === "pull_request") return pullOccasions(world, repository, event);
  if (name === "merge_group") return [groupOccasion(event)];
  const ref = name === "workflow_dispatch" ? String(event.payload.ref) : `refs/heads/${repository.defaultBranch}`;
  const sha = await resolveCommit(repository.gitDir, ref);
  if (!sha) return [];
  const branch = ref.replace(/^refs\/heads\//, "");
  const refs = { sha, ref, source: sha, headSha: sha, headBranch: branch, headRef: "", baseRef: "", readOnly: false };
  return [{ event: name, action: event.action, branch: null, tag: null, paths: null, ...refs }];
}

async function pushOccasion(repository: Repository, event: ForgeEvent): Promise<Occasion[]> {
  const { ref, before, after } = event.payload as { ref: string; before: string; after: string };
  const sha = after === ZERO ? null : await resolveCommit(repository.gitDir, after);
  if (!sha) return [];
  const branch = ref.startsWith("refs/heads/") ? ref.slice(11) : null;
  const from = before === ZERO ? null : await resolveCommit(repository.gitDir, before);
  // Of a new branch GitHub compares nothing, so that path filters let it through.
  const paths = branch && from ? (await diffFiles(repository.gitDir, from, sha)).map((file) => file.filename) : null;
  const refs = { sha, ref, source: sha, headSha: sha, headBranch: branch, headRef: "", baseRef: "", readOnly: false };
  return [{ event: "push", action: undefined, branch, tag: branch === null ? ref.slice(10) : null, paths, ...refs }];
}

/** A merge group runs the workflows that it would merge (docs: "Events that trigger workflows", `merge_group`). */
function groupOccasion({ payload, action }: ForgeEvent): Occasion {
  const { head_sha: sha, head_ref: ref, base_ref } = payload.merge_group as Record<string, string>;
  const [headBranch, branch] = [ref!.replace(/^refs\/heads\//, ""), base_ref!.replace(/^refs\/heads\//, "")];
  const refs = { sha: sha!, ref: ref!, source: sha!, headSha: sha!, headBranch, headRef: "", baseRef: "" };
  return { event: "merge_group", action, branch, tag: null, paths: null, ...refs, readOnly: false };
}

async function pullOccasions(world: World, repository: Repository, event: ForgeEvent): Promise<Occasion[]> {
  const issue = repository.issues.get(Number(event.payload.number)) as PullRequest;
  const { gitDir } = repository;
  // The event tells of the head as it was then; since then it may have moved on.
  const then = event.payload.pull_request as { head: { sha: string }; base: { ref: string; sha: string } };
  const [headSha, baseSha] = [then.head.sha, then.base.sha];
  const from = await mergeBase(gitDir, baseSha, headSha);
  const paths = from ? (await diffFiles(gitDir, from, headSha)).map((file) => file.filename) : [];
  const { pull } = issue;
  const shared = { action: event.action, branch: then.base.ref, tag: null, paths, headSha, headBranch: pull.headRef };
  const refs = { headRef: pull.headRef, baseRef: then.base.ref };
  const occasions: Occasion[] = [];
  const base = await resolveCommit(gitDir, `refs/heads/${then.base.ref}`);
  if (base) {
    const at = { source: base, sha: base, ref: `refs/heads/${then.base.ref}`, readOnly: false };
    occasions.push({ event: "pull_request_target", ...shared, ...refs, ...at });
  }
  if (issue.state === "open" && pull.headSha === headSha) {
    await tryMerge(world, repository, issue);
    const merge = pull.mergeable ? await resolveCommit(gitDir, `refs/pull/${issue.number}/merge`) : null;
    // With conflicts there is no merge commit, and no run.
    const at = { ref: `refs/pull/${issue.number}/merge`, readOnly: pull.headRepository !== repository };
    if (merge) occasions.push({ event: "pull_request", ...shared, ...refs, source: merge, sha: merge, ...at });
  }
  return occasions;
}

/** The workflows of a commit; a file that is none is left out, as GitHub only says so on its page. */
export async function workflowsAt(repository: Repository, commit: string): Promise<Workflow[]> {
  const entries = await listTree(repository.gitDir, commit, false, `${FOLDER}/`).catch(() => []);
  const files = entries.filter((entry) => entry.type === "blob" && /\.ya?ml$/.test(entry.path));
  const read = files.map(async ({ path, sha }) => {
    try {
      return readWorkflow(path, (await readBlob(repository.gitDir, sha)).toString());
    } catch {
      return null;
    }
  });
  return (await Promise.all(read)).filter((workflow) => workflow !== null);
}
