import type { ProbotOctokit } from "probot";
import { type ComparedFile, deriveBlob, deriveTree } from "./derive.ts";
import type { ObjectCache } from "./object-cache.ts";
import {
  type Commit,
  type CommitChange,
  IncompleteTreeError,
  RefMovedError,
  type Repository,
  type Tag,
  TagMovedError,
  type Tree,
  type TreeEntry,
} from "./repository.ts";

/** What is needed of an Octokit client: typed requests by route. */
export type GitHubClient = Pick<InstanceType<typeof ProbotOctokit>, "request">;

/** A repository on GitHub, over its Git database API (https://docs.github.com/rest/git). */
export class GitHubRepository implements Repository {
  readonly #octokit: GitHubClient;
  readonly #at: { owner: string; repo: string };
  readonly #cache: ObjectCache;

  /** @param octokit authenticated for the repository: contents read, and write where something is to be written. */
  constructor(octokit: GitHubClient, owner: string, repo: string, cache: ObjectCache) {
    this.#octokit = octokit;
    this.#at = { owner, repo };
    this.#cache = cache;
  }

  async resolve(ref: string): Promise<string | undefined> {
    const found = await this.#ref(ref);
    return found && this.#commitOf(found.object);
  }

  async tree(commit: string): Promise<Tree> {
    return this.#cache.tree(this.#key(commit), async () => {
      const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
        ...this.#at,
        tree_sha: commit,
        recursive: "true",
      });
      if (data.truncated) {
        throw new IncompleteTreeError(
          `GitHub cut the file list of ${commit.slice(0, 7)} short (over 100,000 files): nothing can be judged by it.`,
        );
      }
      const files = new Map<string, TreeEntry>();
      for (const { path, mode, type, sha } of data.tree) {
        if (type === "tree" || !path || !mode || !sha) continue;
        // Names that are no UTF-8 can come alike, so that one file would hide another.
        if (files.has(path)) {
          throw new IncompleteTreeError(
            `GitHub shows two files of ${commit.slice(0, 7)} as ${JSON.stringify(path)}: give them names in UTF-8.`,
          );
        }
        files.set(path, { mode, id: sha });
      }
      return files;
    });
  }

  async blob(id: string): Promise<string> {
    return this.#cache.blob(this.#key(id), async () => {
      const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
        ...this.#at,
        file_sha: id,
      });
      return Buffer.from(data.content, data.encoding as BufferEncoding).toString("utf8");
    });
  }

  /**
   * Keeps what a comparison tells of a commit, as far as git's own ids prove it, so that it need not be asked for.
   * @param from a commit, and `files` what changes from it to the commit `to`, whose tree has the id `tree`.
   */
  async learn({ from, to, tree, files }: { from: string; to: string; tree: string; files: ComparedFile[] }) {
    if (this.#cache.trees.has(this.#key(to))) return;
    const before = await this.tree(from);
    const after = deriveTree(before, files, tree);
    if (!after) return;
    this.#cache.trees.set(this.#key(to), after);
    for (const file of files) {
      const old = before.get(file.previous_filename ?? file.filename);
      const text = deriveBlob(old && this.#cache.blobs.get(this.#key(old.id)), file);
      if (text !== undefined) this.#cache.blobs.set(this.#key(file.sha!), text);
    }
  }

  async tags(prefix: string): Promise<Tag[]> {
    const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
      ...this.#at,
      ref: `tags/${prefix}`,
    });
    return Promise.all(
      data.map(async ({ ref, object }) => ({
        name: ref.slice("refs/tags/".length),
        commit: await this.#commitOf(object),
      })),
    );
  }

  async history(path: string, from: string, limit: number): Promise<Commit[]> {
    const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/commits", {
      ...this.#at,
      path,
      sha: from,
      per_page: Math.min(limit, 100),
    });
    return data.map(({ sha, commit }) => ({ id: sha, message: commit.message }));
  }

  async commit({ ref, parent, startFrom, message, files }: CommitChange): Promise<string> {
    const base = parent ?? startFrom;
    const { data: tree } = await this.#octokit.request("POST /repos/{owner}/{repo}/git/trees", {
      ...this.#at,
      ...(base === undefined ? {} : { base_tree: base }),
      tree: Object.entries(files).map(([path, text]) => ({
        path,
        mode: "100644" as const,
        type: "blob" as const,
        ...(text === null ? { sha: null } : { content: text }),
      })),
    });
    const { data: commit } = await this.#octokit.request("POST /repos/{owner}/{repo}/git/commits", {
      ...this.#at,
      message,
      tree: tree.sha,
      parents: base === undefined ? [] : [base],
    });
    await this.#move(ref, parent, commit.sha);
    return commit.sha;
  }

  async tag(name: string, commit: string): Promise<void> {
    try {
      await this.#octokit.request("POST /repos/{owner}/{repo}/git/refs", {
        ...this.#at,
        ref: `refs/tags/${name}`,
        sha: commit,
      });
    } catch (error) {
      const there = statusOf(error) === 422 ? await this.resolve(`refs/tags/${name}`) : undefined;
      if (!there) throw error;
      if (there !== commit) {
        throw new TagMovedError(`The tag ${name} points to ${there}, not to ${commit}; a version never moves.`);
      }
    }
  }

  async #move(ref: string, parent: string | undefined, commit: string): Promise<void> {
    try {
      if (parent === undefined) {
        await this.#octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...this.#at, ref, sha: commit });
      } else {
        await this.#octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
          ...this.#at,
          ref: ref.slice("refs/".length),
          sha: commit,
          force: false,
        });
      }
    } catch (error) {
      if (statusOf(error) !== 422 && statusOf(error) !== 409) throw error;
      throw new RefMovedError(`${ref} is no longer at ${parent ?? "its beginning"}: ${(error as Error).message}`);
    }
  }

  async #ref(ref: string) {
    try {
      const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
        ...this.#at,
        ref: ref.slice("refs/".length),
      });
      return data;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  /** An annotated tag is an object of its own that points to the commit. */
  async #commitOf({ type, sha }: { type: string; sha: string }): Promise<string> {
    if (type !== "tag") return sha;
    const { data } = await this.#octokit.request("GET /repos/{owner}/{repo}/git/tags/{tag_sha}", {
      ...this.#at,
      tag_sha: sha,
    });
    return data.object.sha;
  }

  #key(id: string): string {
    return `${this.#at.owner}/${this.#at.repo}@${id}`;
  }
}

/** The HTTP status of a failed request, where the failure was an answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | undefined)?.status;
  return typeof status === "number" ? status : undefined;
}
