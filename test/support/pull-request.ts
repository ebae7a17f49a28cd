import { contributorsOf } from "../../src/governance/approvals/contributors.ts";
import type { Intervention } from "../../src/governance/approvals/interventions.ts";
import { judgeApprovals } from "../../src/governance/approvals/judge.ts";
import { governedContent } from "../../src/governance/approvals/requirements.ts";
import type {
  ApprovalSnapshot,
  PolicyChange,
  ReleaseChange,
  ReplayState,
  Review,
} from "../../src/governance/approvals/snapshot.ts";
import type { Raci } from "../../src/governance/config/types.ts";
import type { Finding, PolicyDiff } from "../../src/policy/index.ts";
import { lendingChart } from "./lending-chart.ts";

const noon = new Date("2026-11-23T12:00:00Z");

/** A pull request told as a story; `judge()` ends it. It begins as a threshold moved by tom, whom nobody answered yet. */
export class PullRequest {
  #files: Record<string, string> = { "policies/mortgage/policy.yaml": "new" };
  #author = "tom";
  #commits: Parameters<typeof contributorsOf>[1] = [];
  #reviews: Review[] = [];
  #contentAt: Record<string, string> = {};
  #replay: ReplayState = passed("flips-1");
  #head = 1;
  #askedAt: Date | undefined = noon;
  #now = noon;
  #findings: Finding[] = [];
  #releases: ReleaseChange[] = [];
  #incomplete: string[] = [];
  #raci: Raci | undefined = lendingChart;
  #governed = true;
  #draft = false;
  #unseen: Record<string, string[]> = {};
  #gone: string[] = [];
  #interventions: Intervention[] = [];
  #unsettled: number[] = [];
  #policies: PolicyChange[] = [];
  #diverged: string[] = [];
  #ticks = 0;

  by(author: string): this {
    this.#author = author;
    return this;
  }

  /** Path → content; the base has `old` everywhere. */
  changes(files: Record<string, string>): this {
    this.#files = files;
    return this;
  }

  commit(author: string, message = "Move the threshold", committer = author): this {
    const signature = (login: string) => ({ login, name: login, email: `${login}@example.org` });
    this.#commits.push({ author: signature(author), committer: signature(committer), message });
    return this;
  }

  approvedBy(...users: string[]): this {
    return this.#review("APPROVED", users);
  }

  objectionBy(...users: string[]): this {
    return this.#review("CHANGES_REQUESTED", users);
  }

  commentBy(...users: string[]): this {
    return this.#review("COMMENTED", users);
  }

  dismissed(user: string): this {
    return this.#review("DISMISSED", [user]);
  }

  approvedByBot(user: string): this {
    this.#reviews.push({ user, bot: true, state: "APPROVED", commit: `c${this.#head}`, at: this.#tick() });
    return this;
  }

  /** A new head; with `files`, an edit, and without, a rebase or a merge from the base. */
  push(files: Record<string, string> = {}): this {
    this.#remember();
    this.#head++;
    this.#files = { ...this.#files, ...files };
    return this;
  }

  /** The replay test of this head shows these flips. */
  flips(digest: string): this {
    this.#replay = passed(digest);
    return this;
  }

  replay(state: ReplayState): this {
    this.#replay = state;
    return this;
  }

  draft(): this {
    this.#draft = true;
    return this;
  }

  daysLater(days: number): this {
    this.#now = new Date(this.#now.getTime() + days * 86_400_000);
    return this;
  }

  finding(message: string): this {
    this.#findings.push({
      severity: "error",
      code: "test",
      message,
      file: "policies/mortgage/policy.yaml",
      line: 3,
      column: 7,
    });
    return this;
  }

  release(change: Pick<ReleaseChange, "kind">): this {
    const path = "policies/mortgage/release.yaml";
    this.#files = { [path]: "new" };
    this.#releases = [{ policy: "mortgage", path, from: undefined, to: undefined, ...change }];
    this.#replay = { state: "not-needed" };
    return this;
  }

  incomplete(reason: string): this {
    this.#incomplete.push(reason);
    return this;
  }

  chart(raci: Raci | undefined): this {
    this.#raci = raci;
    return this;
  }

  into(branch: "default" | "other"): this {
    this.#governed = branch === "default";
    return this;
  }

  teamUnseen(role: string, team: string): this {
    this.#unseen[role] = [team];
    return this;
  }

  /** They left: the chart still names them, and they can no longer see the repository. */
  left(...users: string[]): this {
    this.#gone.push(...users);
    return this;
  }

  /** A command that was authorised and recorded. */
  command(kind: Intervention["kind"], by: string, because = ""): this {
    const content = { content: governedContent(this.#raci, this.#changes()) };
    const about = kind === "answer" ? { ...content, ...this.#shown() } : kind === "break-glass" ? content : {};
    this.#interventions.push({ kind, by, because, at: this.#tick(), ...about });
    return this;
  }

  /** The base has changed these files too. */
  baseChanged(...paths: string[]): this {
    this.#diverged = paths;
    return this;
  }

  unsettled(...pulls: number[]): this {
    this.#unsettled = pulls;
    return this;
  }

  /** The change of the mortgage policy decides otherwise by this much. */
  ofClass(kind: PolicyDiff["class"]): this {
    const diff: PolicyDiff = { class: kind, exact: true, regions: [], besides: [], words: "" };
    const path = "policies/mortgage/policy.yaml";
    const versions = { current: "1.0.0", next: undefined };
    this.#policies = [{ id: "mortgage", path, base: undefined, head: undefined, removed: false, diff, ...versions }];
    return this;
  }

  snapshot(): ApprovalSnapshot {
    this.#remember();
    const raci = this.#raci;
    return {
      pull: {
        number: 7,
        title: "Move the threshold",
        author: this.#author,
        head: `c${this.#head}`,
        base: "base000",
        baseRef: "main",
        draft: this.#draft,
        governed: this.#governed,
      },
      raci,
      raciFindings: [],
      members: Object.fromEntries(
        Object.entries(raci?.roles ?? {}).map(([role, { users }]) => [
          role,
          {
            people: users.filter((user) => !this.#gone.includes(user)),
            unseen: this.#unseen[role] ?? [],
            gone: users.filter((user) => this.#gone.includes(user)),
          },
        ]),
      ),
      changes: this.#changes(),
      diverged: this.#diverged,
      contributors: contributorsOf(this.#author, this.#commits),
      reviews: this.#reviews,
      contentAt: this.#contentAt,
      policies: this.#policies,
      releases: this.#releases,
      findings: this.#findings,
      replay: this.#replay,
      interventions: this.#interventions,
      unsettled: this.#unsettled,
      askedAt: this.#askedAt,
      now: this.#now,
      incomplete: this.#incomplete,
    };
  }

  judge() {
    return judgeApprovals(this.snapshot());
  }

  #review(state: Review["state"], users: string[]): this {
    for (const user of users)
      this.#reviews.push({ user, bot: false, state, commit: `c${this.#head}`, at: this.#tick(), ...this.#shown() });
    return this;
  }

  #changes() {
    return Object.entries(this.#files).map(([path, content]) => ({
      path,
      from: { id: "old", mode: "100644" },
      to: content.startsWith("->") ? { id: content, mode: "120000" } : { id: content, mode: "100644" },
    }));
  }

  #shown(): { flips?: string } {
    return "flipsDigest" in this.#replay ? { flips: this.#replay.flipsDigest } : {};
  }

  /** Times only order what is said. */
  #tick(): string {
    return new Date(noon.getTime() + 1000 * ++this.#ticks).toISOString();
  }

  #remember(): void {
    this.#contentAt[`c${this.#head}`] = governedContent(this.#raci, this.#changes());
  }
}

function passed(flipsDigest: string): ReplayState {
  return {
    state: "pass",
    title: "111 of 2,380 past decisions flip",
    url: undefined,
    flipsDigest,
    decisions: 2380,
    flips: 111,
    towardHuman: 103,
    awayFromHuman: 8,
  };
}
