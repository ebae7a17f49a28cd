import { mkdir } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { runProcess } from "./process.ts";

export interface Checkout {
  /** `https://host` of the forge. */
  server: string;
  repository: string;
  /** Branch, tag, full ref or sha. */
  ref: string;
  /** Where the ref was when the run began: it is checked out there, even if it has moved since. */
  commit: string | null;
  token: string;
  /** 0 fetches everything. */
  depth: number;
  workspace: string;
  /** Below the workspace. */
  path: string;
  persist: boolean;
  env: Record<string, string>;
}

const SHA = /^[0-9a-f]{40}$/;

/** What `actions/checkout` does: fetches a ref into the workspace and leaves the credentials in the clone's configuration. */
export async function checkout(wish: Checkout): Promise<{ code: number; output: string }> {
  const folder = resolve(wish.workspace, wish.path);
  const inside = relative(wish.workspace, folder);
  if (inside.startsWith("..") || isAbsolute(inside)) {
    return { code: 1, output: `Repository path '${folder}' is not under '${wish.workspace}'\n` };
  }
  await mkdir(folder, { recursive: true });
  let output = "";
  const git = async (...args: string[]) => {
    const ended = await runProcess("git", args, folder, wish.env);
    output += `[command]git ${args.map((arg) => (arg.startsWith("AUTHORIZATION") ? "***" : arg)).join(" ")}\n${ended.output}`;
    return ended.code === 0;
  };
  const header = `http.${wish.server}/.extraheader`;
  const credentials = Buffer.from(`x-access-token:${wish.token}`).toString("base64");
  await git("init", "--quiet");
  await git("remote", "remove", "origin");
  await git("remote", "add", "origin", `${wish.server}/${wish.repository}`);
  await git("config", "--local", header, `AUTHORIZATION: basic ${credentials}`);
  const depth = wish.depth > 0 ? [`--depth=${wish.depth}`, "--no-tags"] : ["--tags"];
  const everything = wish.depth > 0 ? [] : ["+refs/heads/*:refs/remotes/origin/*"];
  const found = await fetchFirst(specs(wish.ref), async (spec) =>
    git("fetch", "--quiet", "--force", ...depth, "origin", ...everything, spec.from),
  );
  if (!found) return { code: 1, output: `${output}A branch or tag with the name '${wish.ref}' could not be found\n` };
  if (wish.commit && !(await git("cat-file", "-e", `${wish.commit}^{commit}`))) {
    await git("fetch", "--quiet", ...depth, "origin", wish.commit);
  }
  const at = wish.commit ?? (wish.depth > 0 ? "FETCH_HEAD" : found.at);
  const done = await git("checkout", "--quiet", "--force", ...(found.branch ? ["-B", found.branch] : ["--detach"]), at);
  if (!wish.persist) await git("config", "--local", "--unset-all", header);
  return { code: done ? 0 : 1, output };
}

interface Spec {
  /** What to fetch. */
  from: string;
  /** What it is called after a full fetch. */
  at: string;
  branch: string | null;
}

function specs(ref: string): Spec[] {
  if (SHA.test(ref)) return [{ from: ref, at: ref, branch: null }];
  if (ref === "HEAD") return [{ from: "HEAD", at: "FETCH_HEAD", branch: null }];
  const branch = (name: string): Spec => ({
    from: `refs/heads/${name}`,
    at: `refs/remotes/origin/${name}`,
    branch: name,
  });
  const tag = (name: string): Spec => ({ from: `refs/tags/${name}`, at: `refs/tags/${name}`, branch: null });
  if (ref.startsWith("refs/heads/")) return [branch(ref.slice(11))];
  if (ref.startsWith("refs/tags/")) return [tag(ref.slice(10))];
  if (ref.startsWith("refs/"))
    return [{ from: `+${ref}:refs/remotes/${ref.slice(5)}`, at: `refs/remotes/${ref.slice(5)}`, branch: null }];
  return [branch(ref), tag(ref)];
}

async function fetchFirst(candidates: readonly Spec[], fetch: (spec: Spec) => Promise<boolean>): Promise<Spec | null> {
  for (const spec of candidates) if (await fetch(spec)) return spec;
  return null;
}
