import { describe, expect, test } from "vitest";
import { type AuthoredCommit, coAuthorAddresses, contributorsOf } from "./contributors.ts";

const tom = { login: "tom", name: "Tom", email: "tom@example.org" };
const commit = (message: string): AuthoredCommit => ({ author: tom, committer: tom, message });
const found = (message: string, accounts = new Map<string, string>()) => {
  const { logins, unknown } = contributorsOf("tom", [commit(message)], [], accounts);
  return [...logins].filter((login) => login !== "tom").concat(unknown);
};

describe("co-authors are found however they are written", () => {
  test.each([
    ["in other letter case", "Fix\n\nCO-AUTHORED-BY: Maria <1+Maria@Users.NoReply.github.com>", ["maria"]],
    [
      "several, with Windows' line ends",
      "Fix\r\n\r\nCo-authored-by: M <maria@users.noreply.github.com>\r\nCo-authored-by: A <ada@users.noreply.github.com>\r\n",
      ["ada", "maria"],
    ],
    [
      "indented, in the list of a squash",
      "Fix\n\n* Step\n\n  Co-authored-by: M <maria@users.noreply.github.com>",
      ["maria"],
    ],
    ["with words behind", "Fix\n\nCo-authored-by: M <maria@users.noreply.github.com> (pairing)", ["maria"]],
    [
      "with spaces before the colon and in the address",
      "Fix\n\nCo-authored-by : M < maria@users.noreply.github.com >",
      ["maria"],
    ],
    ["as a mention", "Fix\n\nCo-authored-by: @maria", ["maria"]],
    ["as a name alone, of which nobody knows whose it is", "Fix\n\nCo-authored-by: Maria K.", ["Maria K."]],
    ["not in a sentence", "Fix what was co-authored-by: nobody", []],
  ])("%s", (_, message, expected) => {
    expect(found(message)).toEqual(expected);
  });

  test("by an ordinary address, where it is known whose it is", () => {
    const message = "Fix\n\nCo-authored-by: Maria <Maria@example.org>";
    expect(coAuthorAddresses([commit(message)])).toEqual(["maria@example.org"]);
    expect(found(message)).toEqual(["Maria <Maria@example.org>"]);
    expect(found(message, new Map([["maria@example.org", "maria"]]))).toEqual(["maria"]);
  });
});
