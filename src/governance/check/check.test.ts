import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { checkRepository } from "./index.ts";

const root = resolve(import.meta.dirname, "../../../policies-template");
const template = new Map(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), readFileSync(path, "utf8")];
    }),
);

/** The template with some files changed, added, or (undefined) taken away; its findings as `file code`. */
function check(changes: Record<string, string | undefined | ((text: string) => string)> = {}) {
  const files = new Map(template);
  for (const [path, change] of Object.entries(changes)) {
    if (change === undefined) files.delete(path);
    else files.set(path, typeof change === "function" ? change(files.get(path)!) : change);
  }
  const { findings, policies } = checkRepository({ paths: [...files.keys()], read: (path) => files.get(path) });
  return { findings, policies, codes: findings.map(({ file, code }) => `${file} ${code}`) };
}

const replace = (from: string | RegExp, to: string) => (text: string) => {
  expect(text).toMatch(from);
  return text.replace(from, to);
};

const policy = "policies/mortgage/policy.yaml";

test("the template is whole", () => {
  expect(check()).toMatchObject({ findings: [], policies: expect.arrayContaining(["mortgage", "accounts-payable"]) });
});

describe("a policy", () => {
  test("lies in the folder of its name", () => {
    expect(check({ [policy]: replace("policy: mortgage", "policy: mortgages") }).codes).toContain(
      `${policy} wrong-folder`,
    );
  });

  test("is accounted for by a role that exists, even while its rules are wrong", () => {
    const { findings } = check({
      [policy]: (text) =>
        replace(
          "then: approve",
          "then: aprove",
        )(replace("accountable: credit-manager", "accountable: credit-manger")(text)),
    });
    expect(findings.map(({ code, line }) => [code, line])).toEqual([
      ["unknown-role", 4],
      ["unknown-outcome", 23],
    ]);
    expect(findings[0]!.message).toContain('Did you mean "credit-manager"?');
  });

  test("and the chart agree on who is asked", () => {
    const { findings } = check({ [policy]: replace("accountable: credit-manager", "accountable: compliance") });
    expect(findings).toMatchObject([{ code: "accountable-differs", severity: "warning", line: 4, column: 14 }]);
  });

  test("is missing from a folder that has the rest of it", () => {
    expect(check({ [policy]: undefined }).codes).toContain(`${policy} missing-file`);
  });

  test("has its release beside it", () => {
    const release = "policies/mortgage/release.yaml";
    expect(check({ [release]: replace("policy: mortgage", "policy: accounts-payable") }).codes).toEqual([
      `${release} wrong-folder`,
    ]);
    expect(check({ [release]: replace("stage: assist", "stage: live") }).codes).toEqual([`${release} not-allowed`]);
  });
});

describe("cases", () => {
  const cases = "policies/accounts-payable/cases.yaml";

  test("are decided, and must get what they expect", () => {
    const { findings } = check({ [cases]: replace("outcome: refer", "outcome: pay") });
    expect(findings).toMatchObject([
      {
        code: "case-fails",
        file: cases,
        line: 26,
        message: 'The case "one-cent-over" must be "pay", and the policy says "refer" (by the rule "gap").',
      },
    ]);
  });

  test("say why nothing could be judged", () => {
    const { findings } = check({
      [cases]: replace("vendor_standing: approved\n      invoice_amount", "invoice_amount"),
    });
    expect(findings[0]!.code).toBe("case-fails");
    expect(findings[0]!.message).toContain("vendor_standing");
  });

  test("name outcomes and inputs that exist", () => {
    const { findings } = check({
      [cases]: (text) =>
        replace("outcome: refer", "outcome: reffer")(text.replace("goods_received: false", "goods_recieved: false")),
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'The policy has no outcome "reffer". Did you mean "refer"?',
      'The policy has no input "goods_recieved", so this value decides nothing. Did you mean "goods_received"?',
    ]);
  });
});

describe("the charts", () => {
  test("must be there", () => {
    expect(check({ "governance/raci.yaml": undefined, "governance/stages.yaml": undefined }).codes).toEqual([
      "governance/raci.yaml missing-file",
      "governance/stages.yaml missing-file",
    ]);
  });

  test("name policies and roles that exist", () => {
    const { codes } = check({
      "governance/raci.yaml": replace("  accounts-payable:\n", "  accounts-payables:\n"),
      "governance/stages.yaml": (text) => replace("escalate_to: compliance", "escalate_to: complience")(text),
    });
    expect(codes).toContain("governance/raci.yaml unknown-policy");
    expect(codes).toContain("governance/stages.yaml unknown-role");
  });

  test("leave nobody alone with their own work", () => {
    const chart = "governance/raci.yaml";
    const alone = check({ [chart]: replace("payables-manager: {users: [petra]", "payables-manager: {users: [leo]") });
    expect(alone.findings).toMatchObject([
      { file: chart, code: "nobody-else", severity: "warning", line: 69, column: 18 },
      { file: chart, code: "own-work", line: 91 },
    ]);
    expect(alone.findings[0]!.message).toContain("leo is the only one who can do this");
    expect(alone.findings[0]!.message).toContain("It is so for budget, policy-change of accounts-payable.");
    const among = check({
      [chart]: replace("operators:        {users: [omar]", "operators:        {users: [omar, maria]"),
    });
    expect(among.findings).toMatchObject([
      { code: "own-work", message: expect.stringContaining("When maria does the work") },
    ]);
  });

  test("compare with a baseline only where there is one", () => {
    const { findings } = check({ "governance/stages.yaml": replace(/ {4}handling_ms: 5400000.*\n/, "") });
    expect(findings.map(({ code }) => code)).toEqual(["no-baseline", "no-baseline"]);
    expect(findings[0]!.message).toContain("handling_ratio cannot be measured for mortgage");
  });
});

describe("the examples of the chart", () => {
  const examples = "governance/raci.test.yaml";

  test("fail where the chart no longer does what they say, with expected and got", () => {
    const chart = replace("    consulted: [compliance]\n    informed: [loan-officers, operators]\n", "");
    const { findings } = check({ "governance/raci.yaml": chart });
    expect(findings[0]).toMatchObject({
      file: examples,
      line: 23,
      code: "example-fails",
      message:
        'The example "a-threshold-waits-for-its-owner" fails. Who can act next: expected ada, marco, maria; got marco, maria',
    });
  });

  test("name roles that the chart has, and nothing twice", () => {
    const { findings } = check({
      [examples]: (text) =>
        replace(
          "missing: [credit-manager,",
          "missing: [credit-manger,",
        )(replace("  operators: [omar]", "  operator: [omar]")(text)),
    });
    const unknown = findings.filter(({ code }) => code === "unknown-role");
    expect(unknown.map(({ message }) => message)).toEqual([
      'governance/raci.yaml has no role "operator". Did you mean "operators"?',
      'governance/raci.yaml has no role "credit-manger". Did you mean "credit-manager"?',
    ]);
    const twice = check({ [examples]: replace("id: a-rollback-is-fast", "id: payments-are-not-lending") });
    expect(twice.codes).toEqual([`${examples} duplicate-id`]);
  });

  test("need not be there", () => {
    expect(check({ [examples]: undefined }).findings).toEqual([]);
  });
});

describe("other governed files", () => {
  test("a model has its own name, and policies that exist", () => {
    const model = "models/invoice-reader.yaml";
    expect(check({ [model]: replace("[accounts-payable]", "[accounts-payables]") }).codes).toEqual([
      `${model} unknown-policy`,
    ]);
    expect(check({ "models/reader.yaml": template.get(model)! }).codes).toEqual(["models/reader.yaml wrong-file"]);
  });

  test("the form offers every policy and every kind", () => {
    const form = ".github/ISSUE_TEMPLATE/exception.yml";
    const { findings } = check({ [form]: replace("[accounts-payable, mortgage]", "[accounts-payable]") });
    expect(findings).toMatchObject([{ code: "form-incomplete", file: form, severity: "warning" }]);
    expect(check({ [form]: undefined }).codes).toEqual([`${form} missing-file`]);
  });

  test("nobody answers for a stray file: an error where files are governed, one warning elsewhere", () => {
    const { findings } = check({ "policies/notes.txt": "", "docs/a.md": "", "docs/b.md": "" });
    expect(findings).toMatchObject([
      { file: "docs/a.md", severity: "warning", message: expect.stringContaining("1 more, such as docs/b.md") },
      { file: "policies/notes.txt", severity: "error", code: "uncovered-file" },
    ]);
  });
});

test("findings come in the order of files and lines", () => {
  const { findings } = check({
    [policy]: (text) => text.replace("then: approve", "then: x").replaceAll("then: deny", "then: y"),
    "models/invoice-reader.yaml": replace("provider:", "provide:"),
  });
  const places = findings.map(({ file, line }) => [file, line]);
  expect(places).toEqual(
    [...places].sort(([a, x], [b, y]) => (a === b ? Number(x) - Number(y) : String(a) < String(b) ? -1 : 1)),
  );
});
