import { fitGitHub } from "../text/index.ts";
import type { Workspace } from "./workspace.ts";

/** A comment of an issue or pull request, as far as the bot reads it. */
export interface Comment {
  id: number;
  body: string;
  user: string;
  bot: boolean;
  at: string;
  /** Whether it was changed after it was written. */
  edited: boolean;
}

export async function readComments({ octokit, at }: Workspace, number: number): Promise<Comment[]> {
  const comments = await octokit.paginate("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    ...at,
    issue_number: number,
    per_page: 100,
  });
  return comments.map(commentOf);
}

interface RestComment {
  id: number | bigint;
  body?: string;
  user: { login: string; type: string } | null;
  created_at: string;
  updated_at: string;
}

function commentOf({ id, body, user, created_at, updated_at }: RestComment): Comment {
  return {
    id: Number(id),
    body: body ?? "",
    user: user?.login ?? "ghost",
    bot: user?.type === "Bot",
    at: created_at,
    edited: created_at !== updated_at,
  };
}

/** The bot's own comment that begins with a mark. Anybody can write the mark, so the author counts. */
export function ownComment({ self }: Workspace, comments: Comment[], mark: string): Comment | undefined {
  return comments.find(({ user, body }) => user === self.login && body.startsWith(mark));
}

/**
 * Writes the comment that begins with the mark, or rewrites the one that is there; does nothing when it says so already.
 * @param comments of the conversation; they are kept as GitHub has them afterwards.
 */
export async function keepComment(
  workspace: Workspace,
  number: number,
  comments: Comment[],
  mark: string,
  text: string,
): Promise<void> {
  const { octokit, at } = workspace;
  const body = fitGitHub(text);
  const present = ownComment(workspace, comments, mark);
  if (!present) {
    const { data } = await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...at,
      issue_number: number,
      body,
    });
    comments.push(commentOf(data));
  } else if (present.body.trimEnd() !== body.trimEnd()) {
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      ...at,
      comment_id: present.id,
      body,
    });
    present.body = body;
  }
}
