/** The two calls that the Action makes. */
export interface GitHub {
  /** The commit where `head` left `base`. */
  mergeBase(base: string, head: string): Promise<string>;
  createCheckRun(run: CheckRun): Promise<void>;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "notice" | "warning" | "failure";
  title?: string;
  message: string;
}

/** Body of https://docs.github.com/en/rest/checks/runs#create-a-check-run */
export interface CheckRun {
  name: string;
  head_sha: string;
  status: "completed";
  conclusion: "success" | "failure" | "action_required";
  external_id?: string;
  output: { title: string; summary: string; text?: string; annotations: Annotation[] };
}

const timeoutMs = 30_000;
const attempts = 3;

export function openGitHub({
  apiUrl,
  repository,
  token,
}: {
  apiUrl: string;
  repository: string;
  token: string;
}): GitHub {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "user-agent": "countersign-replay",
        "x-github-api-version": "2022-11-28",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return response.json();
    const said = (await response.text()).slice(0, 500);
    throw new ApiError(`${method} ${path} answered ${response.status}: ${said}`, response.status);
  };

  return {
    async mergeBase(base, head) {
      const compared = (await retried(() => call("GET", `compare/${base}...${head}?per_page=1`))) as {
        merge_base_commit: { sha: string };
      };
      return compared.merge_base_commit.sha;
    },
    async createCheckRun(run) {
      await retried(() => call("POST", "check-runs", run));
    },
  };
}

class ApiError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Tries again after a second or two where GitHub itself stumbled; an answer below 500 is final. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || (error instanceof ApiError && error.status < 500)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 1000));
    }
  }
}
