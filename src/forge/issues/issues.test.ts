import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

const FORM = `
name: Exception
title: "Exception: "
labels: [exception, not-there]
body:
  - type: markdown
    attributes: {value: "Thanks!"}
  - type: input
    id: policy
    attributes: {label: Policy}
    validations: {required: true}
  - type: textarea
    id: case
    attributes: {label: The case, render: json}
  - type: dropdown
    id: kind
    attributes: {label: Kind, options: [unclear, wrong]}
  - type: textarea
    id: notes
    attributes: {label: Notes}
  - type: checkboxes
    id: sure
    attributes: {label: Sure, options: [{label: I checked, required: true}, {label: Urgent}]}
`;

describe("issues", () => {
  let town: Town;
  beforeAll(async () => {
    town = await aTown();
  });
  afterAll(() => town.stop());
  const events = (from: number) =>
    town.hooks
      .slice(from)
      .map(({ name, payload }) =>
        `${name} ${payload.action} ${payload.label?.name ?? payload.assignee?.login ?? ""}`.trim(),
      );

  test("are opened with labels and assignees; who cannot be assigned is left out", async () => {
    const from = town.hooks.length;
    const { data } = await town.maria.rest.issues.create({
      ...town.repo,
      title: "A case",
      labels: ["bug", "brand-new"],
      assignees: ["tom", "stranger", "nobody"],
    });
    expect(data.assignees!.map((it) => it.login)).toEqual(["tom"]);
    await town.forge.settled();
    expect(events(from)).toEqual([
      "issues opened",
      "issues labeled bug",
      "issues labeled brand-new",
      "issues assigned tom",
    ]);
    const { data: label } = await town.maria.rest.issues.getLabel({ ...town.repo, name: "brand-new" });
    expect(label.color).toBe("ededed");
  });

  test("change, close with a reason and open again", async () => {
    const one = { ...town.repo, issue_number: 1 };
    const { update } = town.maria.rest.issues;
    const from = town.hooks.length;
    await update({ ...one, title: "Another", labels: ["bug"], assignees: [] });
    const { data: closed } = await update({ ...one, state: "closed", state_reason: "not_planned" });
    expect(closed).toMatchObject({ state: "closed", state_reason: "not_planned", closed_by: { login: "maria" } });
    expect((await update({ ...one, state: "open" })).data).toMatchObject({ state_reason: "reopened", closed_at: null });
    await town.forge.settled();
    expect(events(from)).toEqual([
      "issues edited",
      "issues unlabeled brand-new",
      "issues unassigned tom",
      "issues closed",
      "issues reopened",
    ]);
    const edited = town.hooks[from]!.payload;
    expect(edited.changes).toEqual({ title: { from: "A case" } });
    await town.maria.rest.issues.addAssignees({ ...one, assignees: ["maria"] });
    await town.maria.rest.issues.removeAssignees({ ...one, assignees: ["maria"] });
    await expect(town.maria.rest.issues.removeLabel({ ...one, name: "late" })).rejects.toMatchObject({ status: 404 });
  });

  test("are listed with pull requests, by label, state and time", async () => {
    await town.commit("change", { "a.txt": "1\n" });
    await town.tom.rest.pulls.create({ ...town.repo, head: "change", base: "main", title: "Change" });
    const { data: all } = await town.maria.rest.issues.listForRepo(town.repo);
    expect(all.map((it) => [it.title, it.pull_request !== undefined])).toEqual([
      ["Change", true],
      ["Another", false],
    ]);
    const titles = async (filter: object) =>
      (await town.maria.rest.issues.listForRepo({ ...town.repo, ...filter })).data.map((it) => it.title);
    expect(await titles({ labels: "bug" })).toEqual(["Another"]);
    expect(await titles({ labels: "bug,wontfix" })).toEqual([]);
    expect(await titles({ state: "closed" })).toEqual([]);
    expect(await titles({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await titles({ sort: "created", direction: "asc" })).toEqual(["Another", "Change"]);
  });

  test("have comments that their authors and writers may change", async () => {
    const one = { ...town.repo, issue_number: 1 };
    const { data: comment } = await town.stranger.rest.issues.createComment({ ...one, body: "Hello" });
    const its = { ...town.repo, comment_id: comment.id };
    expect(comment).toMatchObject({ author_association: "NONE", performed_via_github_app: null });
    const { data: mine } = await town.bot.rest.issues.createComment({ ...one, body: "Hi" });
    expect(mine).toMatchObject({
      user: { login: "helper[bot]", type: "Bot" },
      performed_via_github_app: { slug: "helper" },
    });
    await expect(
      town.stranger.rest.issues.updateComment({ ...its, comment_id: mine.id, body: "x" }),
    ).rejects.toMatchObject({
      status: 403,
    });
    await town.stranger.rest.issues.updateComment({ ...its, body: "Hello again" });
    await town.forge.settled();
    expect(town.hooks.at(-1)!.payload).toMatchObject({ action: "edited", changes: { body: { from: "Hello" } } });
    await town.maria.rest.issues.deleteComment(its);
    const { data: left } = await town.maria.rest.issues.listComments(one);
    expect(left.map((it) => it.body)).toEqual(["Hi"]);
  });

  test("come from forms, in the Markdown that GitHub makes of them", async () => {
    await town.maria.rest.issues.createLabel({ ...town.repo, name: "exception", color: "FF0000" });
    await town.commit("main", { ".github/ISSUE_TEMPLATE/exception.yml": FORM });
    const form = { ...town.repo, form: "exception.yml", user: "stranger" };
    await expect(town.forge.submitIssueForm({ ...form, values: { kind: "other", what: "?" } })).rejects.toThrow(
      'The form has no field "what". Policy can\'t be blank. Kind: "other" is not one of "unclear", "wrong". Sure: "I checked" must be ticked.',
    );
    const values = { policy: "mortgage", case: '{"amount": 5}', kind: "unclear", sure: ["I checked"] };
    const { number } = await town.forge.submitIssueForm({ ...form, title: "Exception: 5", values });
    const { data } = await town.maria.rest.issues.get({ ...town.repo, issue_number: number });
    expect(data).toMatchObject({ title: "Exception: 5", user: { login: "stranger" }, labels: [{ name: "exception" }] });
    expect(data.body).toBe(
      [
        "### Policy\n\nmortgage",
        '### The case\n\n```json\n{"amount": 5}\n```',
        "### Kind\n\nunclear",
        "### Notes\n\n_No response_",
        "### Sure\n\n- [X] I checked\n- [ ] Urgent",
      ].join("\n\n"),
    );
    await expect(town.forge.submitIssueForm({ ...form, form: "no.yml", values: {} })).rejects.toThrow(
      "has no issue form",
    );
  });
});
