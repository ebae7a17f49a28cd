import { AT, type World } from "./world.ts";

/** What people do on GitHub, each with their own rights. Every action waits until bot and workflows have come to rest. */
export function actions(world: World) {
  const settled = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done;
    await world.settled();
    return result;
  };
  return {
    async openPull(person: string, head: string, title: string, body = ""): Promise<number> {
      const { data } = await settled(world.as(person).rest.pulls.create({ ...AT, base: "main", head, title, body }));
      return data.number;
    },
    async review(
      person: string,
      pull_number: number,
      event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT",
      body = "",
    ): Promise<void> {
      await settled(world.as(person).rest.pulls.createReview({ ...AT, pull_number, event, body }));
    },
    async approve(person: string, pull_number: number): Promise<void> {
      await settled(world.as(person).rest.pulls.createReview({ ...AT, pull_number, event: "APPROVE" }));
    },
    async merge(person: string, pull_number: number): Promise<string> {
      const { data } = await settled(world.as(person).rest.pulls.merge({ ...AT, pull_number }));
      return data.sha;
    },
    async say(person: string, issue_number: number, body: string): Promise<void> {
      await settled(world.as(person).rest.issues.createComment({ ...AT, issue_number, body }));
    },
  };
}

/** What there is to see on GitHub. */
export function views(world: World, person = "audrey") {
  const { rest } = world.as(person);
  return {
    /** The newest comment of the bot that carries a mark. */
    async comment(issue_number: number, mark: string): Promise<string> {
      const { data } = await rest.issues.listComments({ ...AT, issue_number, per_page: 100 });
      return data.filter(({ body }) => body?.startsWith(mark)).at(-1)?.body ?? "";
    },
    async comments(issue_number: number): Promise<string[]> {
      const { data } = await rest.issues.listComments({ ...AT, issue_number, per_page: 100 });
      return data.map(({ body }) => body ?? "");
    },
    async check(pull_number: number, name: string) {
      const { data: pull } = await rest.pulls.get({ ...AT, pull_number });
      const { data } = await rest.checks.listForRef({ ...AT, ref: pull.head.sha, check_name: name });
      return data.check_runs.sort((a, b) => b.id - a.id)[0];
    },
    async checks(pull_number: number): Promise<string> {
      const { data: pull } = await rest.pulls.get({ ...AT, pull_number });
      const { data } = await rest.checks.listForRef({ ...AT, ref: pull.head.sha, per_page: 100 });
      return data.check_runs
        .filter(({ name }) => name.startsWith("countersign/"))
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ name, status, conclusion, output }) => `${mark(conclusion ?? status)} ${name}: ${output.title ?? ""}`)
        .join("\n");
    },
    async pull(pull_number: number) {
      return (await rest.pulls.get({ ...AT, pull_number })).data;
    },
    async issue(issue_number: number) {
      return (await rest.issues.get({ ...AT, issue_number })).data;
    },
    async openPulls() {
      return (await rest.pulls.list({ ...AT, state: "open", per_page: 100 })).data;
    },
    async file(path: string, ref = "main"): Promise<string> {
      const { data } = await rest.repos.getContent({ ...AT, path, ref, mediaType: { format: "raw" } });
      return String(data);
    },
    async tags(): Promise<string[]> {
      return (await rest.repos.listTags({ ...AT, per_page: 100 })).data.map(({ name }) => name);
    },
  };
}

function mark(state: string): string {
  return { success: "✅", failure: "⛔", action_required: "⛔" }[state] ?? "⏳";
}
