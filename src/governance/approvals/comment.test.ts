import { describe, expect, test } from "vitest";
import { PullRequest } from "../../../test/support/pull-request.ts";
import { approvalComment } from "./comment.ts";

const commentOn = (pull: PullRequest) => approvalComment(pull.snapshot(), pull.judge());
const both = () =>
  new PullRequest().changes({ "policies/mortgage/policy.yaml": "new", "policies/mortgage/cases.yaml": "new" });

/** Where each text begins; they must all be there. */
const places = (text: string, ...parts: string[]) =>
  parts.map((part) => {
    expect(text).toContain(part);
    return text.indexOf(part);
  });

describe("the comment is read from the top", () => {
  test("by whoever is awaited: first that they can act and how, then what changes, then who answers for what", () => {
    const order = places(
      commentOn(new PullRequest()),
      "### ⏳ Waiting for",
      "**Who can act next**",
      "- **maria** as Accountable for policy-change of mortgage",
      "those who are consulted may also comment `/answer …`",
      "**Replay test** ✅",
      "**RACI for policy-change** of mortgage",
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("by whoever has approved already: why they are asked again stands before what changes", () => {
    const edited = new PullRequest().approvedBy("maria").push({ "policies/mortgage/policy.yaml": "newer" });
    const [dropped, replay] = places(commentOn(edited), "maria: the governed files changed since", "**Replay test**");
    expect(dropped).toBeLessThan(replay!);
  });

  test("by the author: what to mend, and nothing about others", () => {
    const text = commentOn(new PullRequest().finding("then: there is no outcome aprove"));
    expect(text).toContain("- `policies/mortgage/policy.yaml:3:7` then: there is no outcome aprove");
    expect(text).toContain("- **tom** as author, to mend what is listed above");
    expect(text).not.toContain("Approve, or ask for changes");
  });
});

describe("who was stopped, and by whom it is lifted", () => {
  test("an objection: its author can mend it, and whoever objected can lift it", () => {
    const text = commentOn(new PullRequest().command("objection", "ada", "nobody asked us"));
    expect(text).toContain("- ada objects: nobody asked us");
    expect(text).toContain("- **tom** as author, to mend what is listed above\n- **ada** as the one who objected\n");
    expect(text).toContain("by an approving review, or by the comment `/object withdrawn`.");
    expect(text).not.toContain("/unhold");
  });

  test("a review that asks for changes", () => {
    const text = commentOn(new PullRequest().objectionBy("maria"));
    expect(text).toContain("- **maria** as the one who asked to change it\n");
    expect(text).toContain("Whoever asked for changes lifts that by an approving review");
    expect(text).not.toContain("/object withdrawn");
  });

  test("a hold: whoever held it and the Accountables, while the others can go on", () => {
    const text = commentOn(new PullRequest().command("hold", "ada", "the quarter closes"));
    expect(text).toContain("- **ada** as one who can lift the hold; Consulted for policy-change of mortgage\n");
    expect(text).toContain("- **maria** as one who can lift the hold; Accountable for policy-change of mortgage\n");
    expect(text).toContain("`/unhold` lifts the hold.");
  });

  test("it says so no more when it is lifted", () => {
    const lifted = new PullRequest().command("objection", "ada").command("objection-withdrawn", "ada");
    expect(commentOn(lifted)).not.toMatch(/objected|lifts/);
  });
});

test("broken glass: why it is green although nobody answered, and what is owed for that", () => {
  const text = commentOn(new PullRequest().command("break-glass", "maria", "loans go out that must not"));
  expect(text).toContain(
    "**maria** broke the glass: loans go out that must not. The answers below were not waited for.",
  );
  expect(text).toContain("until somebody else accepts it nothing here is promoted");
});

describe("several activities", () => {
  test("are one table, in which a role that stands alike for them is one row", () => {
    const rows = commentOn(both())
      .split("\n")
      .filter((line) => /^\| [✅⏳ ]/u.test(line));
    expect(rows).toEqual([
      "| ✅ | Responsible | credit-analyst | **tom** | wrote it | policy-change and error-investigation of mortgage |",
      "| ⏳ | Accountable | credit-manager | maria, marco | has not approved yet | policy-change and error-investigation of mortgage |",
      expect.stringMatching(
        /^\| ⏳ \| Consulted \| compliance \| ada \| may answer until .* UTC \| policy-change of mortgage \|$/,
      ),
      "|  | Informed | loan-officers | olaf | will be told on the merge | policy-change and error-investigation of mortgage |",
    ]);
  });

  test("and a person who can act for several is named once", () => {
    expect(commentOn(both())).toContain(
      "- **maria** as Accountable for policy-change of mortgage, error-investigation of mortgage\n",
    );
  });
});
