import type { RepositorySettings } from "./state.ts";

type Place = Pick<RepositorySettings, "owner" | "repo" | "web">;

export const APPROVALS = "countersign/approvals";
export const REPLAY = "countersign/replay";

/** Command that makes the ruleset which the default branch needs. */
export function protectDefaultBranch(place: Place, appId: number | undefined, actionsId: number | undefined): string {
  const check = (context: string, id: number | undefined) => ({ context, ...(id && { integration_id: id }) });
  return createRuleset(place, {
    name: "Countersign: default branch",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 0,
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [check(APPROVALS, appId), check(REPLAY, actionsId)],
        },
      },
    ],
  });
}

/** Command that lets nobody but the app write the ledger. */
export const protectLedger = (place: Place, appId: number | undefined): string =>
  createRuleset(place, {
    name: "Countersign: ledger",
    target: "branch",
    enforcement: "active",
    bypass_actors: onlyApp(appId),
    conditions: { ref_name: { include: ["refs/heads/governance-log"], exclude: [] } },
    rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }, { type: "non_fast_forward" }],
  });

/** Command that lets nobody but the app write version tags. */
export const protectTags = (place: Place, appId: number | undefined): string =>
  createRuleset(place, {
    name: "Countersign: versions",
    target: "tag",
    enforcement: "active",
    bypass_actors: onlyApp(appId),
    conditions: { ref_name: { include: ["refs/tags/*/v*"], exclude: [] } },
    rules: [{ type: "creation" }, { type: "update" }, { type: "deletion" }],
  });

export const settingsPage = ({ web, owner, repo }: Place, page: string): string =>
  `${web}/${owner}/${repo}/settings/${page}`;

const onlyApp = (id: number | undefined) => [
  { actor_id: id ?? "<the app's id>", actor_type: "Integration", bypass_mode: "always" },
];

function createRuleset({ web, owner, repo }: Place, ruleset: object): string {
  const host = new URL(web).host;
  const where = host === "github.com" ? "" : ` --hostname ${host}`;
  return `gh api${where} --method POST repos/${owner}/${repo}/rulesets --input - <<'EOF'\n${JSON.stringify(ruleset)}\nEOF`;
}
