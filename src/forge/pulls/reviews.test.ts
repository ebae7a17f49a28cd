import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTown, type Town } from "../../../test/support/forge.ts";

describe("reviews", () => {
  let town: Town;
  let one: { owner: string; repo: string; pull_number: number };
  beforeAll(async () => {
    town = await aTown();
    town.forge.createUser({ login: "ada" });
    town.forge.createTeam({ org: "acme", slug: "compliance", members: ["ada"] });
    await town.commit("change", { "a.txt": "1\n" });
    const { data } = await town.tom.rest.pulls.create({ ...town.repo, head: "change", base: "main", title: "Change" });
    one = { ...town.repo, pull_number: data.number };
  });
  afterAll(() => town.stop());

  const states = async () =>
    (await town.maria.rest.pulls.listReviews(one)).data.map((it) => [it.user!.login, it.state, it.body]);

  test("are not for one's own work, except as a comment", async () => {
    const refuse = (sentence: string) => ({ status: 422, response: { data: { errors: [sentence] } } });
    const { createReview } = town.tom.rest.pulls;
    await expect(createReview({ ...one, event: "APPROVE" })).rejects.toMatchObject(
      refuse("Can not approve your own pull request"),
    );
    await expect(createReview({ ...one, event: "REQUEST_CHANGES", body: "no" })).rejects.toMatchObject(
      refuse("Can not request changes on your own pull request"),
    );
    await createReview({ ...one, event: "COMMENT", body: "Please look" });
    expect(await states()).toEqual([["tom", "COMMENTED", "Please look"]]);
  });

  test("are asked of collaborators only, and answered by reviewing", async () => {
    const { requestReviewers, removeRequestedReviewers } = town.maria.rest.pulls;
    await expect(requestReviewers({ ...one, reviewers: ["tom"] })).rejects.toMatchObject({ status: 422 });
    await expect(requestReviewers({ ...one, reviewers: ["stranger"] })).rejects.toMatchObject({ status: 422 });
    await expect(requestReviewers({ ...one, team_reviewers: ["compliance"] })).rejects.toMatchObject({ status: 422 });
    const { data } = await requestReviewers({ ...one, reviewers: ["maria"] });
    expect(data.requested_reviewers!.map((it) => it.login)).toEqual(["maria"]);
    await removeRequestedReviewers({ ...one, reviewers: ["maria"] });
    await requestReviewers({ ...one, reviewers: ["maria"] });
    await town.maria.rest.pulls.createReview({ ...one, event: "APPROVE", body: "Good" });
    expect((await town.tom.rest.pulls.get(one)).data.requested_reviewers).toEqual([]);
  });

  test("that are pending are seen by their author alone, until they are submitted", async () => {
    const { data: draft } = await town.stranger.rest.pulls.createReview({ ...one, body: "Hm" });
    expect(draft).toMatchObject({ state: "PENDING" });
    expect(draft.submitted_at).toBeUndefined();
    expect((await states()).length).toBe(2);
    await town.stranger.rest.pulls.submitReview({ ...one, review_id: draft.id, event: "REQUEST_CHANGES" });
    expect((await states()).at(-1)).toEqual(["stranger", "CHANGES_REQUESTED", "Hm"]);
  });

  test("are dismissed by who can write, and stay in the list", async () => {
    const { data: reviews } = await town.maria.rest.pulls.listReviews(one);
    const dismiss = { ...one, review_id: reviews.at(-1)!.id, message: "Not a member" };
    await expect(town.stranger.rest.pulls.dismissReview(dismiss)).rejects.toMatchObject({ status: 403 });
    await town.maria.rest.pulls.dismissReview(dismiss);
    await expect(town.maria.rest.pulls.dismissReview(dismiss)).rejects.toMatchObject({ status: 422 });
    expect((await states()).map(([, state]) => state)).toEqual(["COMMENTED", "APPROVED", "DISMISSED"]);
    await town.forge.settled();
    expect(town.hooks.at(-1)).toMatchObject({ name: "pull_request_review", payload: { action: "dismissed" } });
  });
});
