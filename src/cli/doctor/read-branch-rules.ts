import type { Octokit } from "octokit";
import type { BranchRules } from "../../governance/doctor/index.ts";
import { statusOf } from "../../repository/github-repository.ts";
import { whyUnseen } from "./why-unseen.ts";

/** A branch's rules from rulesets, which every reader sees, and from classic protection, which an administrator sees. */
export async function readBranchRules(
  user: Octokit,
  at: { owner: string; repo: string },
  branch: string,
): Promise<BranchRules> {
  const [rules, { protection: classic, unseen }] = await Promise.all([
    user.paginate("GET /repos/{owner}/{repo}/rules/branches/{branch}", { ...at, branch, per_page: 100 }),
    readClassic(user, at, branch),
  ]);
  const has = (type: string) => rules.some((rule) => rule.type === type);
  const pulls = rules.flatMap((rule) => (rule.type === "pull_request" ? [rule.parameters] : []));
  const checks = rules.flatMap((rule) =>
    rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []) : [],
  );
  const review = classic?.required_pull_request_reviews;
  return {
    pullRequest: has("pull_request") || review !== undefined,
    codeOwners: pulls.some((pull) => pull?.require_code_owner_review) || (review?.require_code_owner_reviews ?? false),
    checks: [
      ...checks.map(({ context, integration_id }) => ({ context, app: integration_id ?? null })),
      ...(classic?.required_status_checks?.checks ?? []).map(({ context, app_id }) => ({ context, app: app_id })),
    ],
    noForcePush: has("non_fast_forward") || classic?.allow_force_pushes?.enabled === false,
    noDeletion: has("deletion") || classic?.allow_deletions?.enabled === false,
    closed: has("update") || classic?.restrictions !== undefined,
    pullRequestPass: allowed(review?.bypass_pull_request_allowances),
    adminsPass: classic !== undefined && classic.enforce_admins?.enabled === false,
    ...(unseen === undefined ? {} : { classicUnseen: unseen }),
  };
}

interface Allowances {
  users?: { login: string }[];
  teams?: { slug: string }[];
  apps?: ({ slug?: string } | null)[];
}

function allowed({ users = [], teams = [], apps = [] }: Allowances = {}): string[] {
  return [
    ...users.map(({ login }) => login),
    ...teams.map(({ slug }) => `the team ${slug}`),
    ...apps.map((app) => `the app ${app?.slug}`),
  ];
}

/** The protection, nothing, or why it could not be seen. */
async function readClassic(user: Octokit, at: { owner: string; repo: string }, branch: string) {
  try {
    const { data } = await user.request("GET /repos/{owner}/{repo}/branches/{branch}/protection", { ...at, branch });
    return { protection: data };
  } catch (error) {
    // GitHub says so of a branch without protection, and of one that is not there; of a token that may not look it says
    // something else.
    if (statusOf(error) === 404 && /not protected|Branch not found/i.test((error as Error).message)) return {};
    return { unseen: whyUnseen(error) };
  }
}
