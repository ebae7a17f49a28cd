import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { base, decision, loosened, model, policy, stages, type Tried, tried } from "./loans.ts";
import { type Files, Origin, type RawEntry } from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-canary-"));
/** Appears when anything of a head is executed. */
const canary = join(folder, "sang");
const sing = `touch ${canary}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => expect(existsSync(canary), "something of the head was executed").toBe(false));

/** Everything that a careless runner would execute after checking the head out. */
const traps: Files = {
  ...loosened,
  ".npmrc": `node-options=--require ./evil.cjs\nscript-shell=./evil.sh\n`,
  ".gitattributes": "* filter=evil diff=evil merge=evil export-subst ident\n",
  ".gitconfig": `[filter "evil"]\n\tsmudge = ${sing}\n[core]\n\thooksPath = .githooks\n\tfsmonitor = ./evil.sh\n`,
  ".githooks/post-checkout": `#!/bin/sh\n${sing}\n`,
  ".husky/post-merge": `#!/bin/sh\n${sing}\n`,
  ".gitmodules": `[submodule "evil"]\n\tpath = evil\n\turl = ext::sh -c "${sing}"\n\tupdate = !${sing}\n`,
  ".lfsconfig": `[lfs]\n\turl = ext::sh -c "${sing}"\n`,
  ".env": "NODE_OPTIONS=--require ./evil.cjs\n",
  "package.json": JSON.stringify({ name: "evil", version: "1.0.0", scripts: { preinstall: sing, prepare: sing } }),
  "evil.cjs": `require("node:child_process").execSync(${JSON.stringify(sing)});\n`,
  "evil.sh": `#!/bin/sh\n${sing}\n`,
  "node_modules/@actions/core/index.js": `require("node:child_process").execSync(${JSON.stringify(sing)});\n`,
  "node_modules/picomatch/package.json": '{"main": "../../evil.cjs"}',
  "action.yml": "runs: {using: node24, main: evil.cjs}\n",
  "action/dist/index.mjs": 'import "../../evil.cjs";\n',
  Makefile: `all:\n\t${sing}\n`,
};

/** The finding that a head gets, and that the check fails with it. */
const finding = ({ run }: Pick<Tried, "run">) => {
  expect(run).toMatchObject({ code: 1, outputs: { verdict: "fail" }, left: "" });
  expect(run.checks).toEqual([expect.objectContaining({ conclusion: "failure" })]);
  const [first] = run.checks[0]!.output.annotations;
  return `${first?.path}: ${first?.message}`;
};

/** Why there is no result: what the check run says, which states nothing that could be believed. */
const stopped = (run: Tried["run"]) => {
  expect(run).toMatchObject({ code: 1, left: "" });
  expect(run.checks).toEqual([
    expect.objectContaining({
      conclusion: "failure",
      output: expect.not.objectContaining({ text: expect.anything() }),
    }),
  ]);
  expect(run.checks[0]).not.toHaveProperty("external_id");
  const [, why] = /^### ❌ The replay test could not be run\n\n(.*)\n\nNothing was tested\./s.exec(
    run.checks[0]!.output.summary,
  )!;
  return unescaped(why!);
};

/** Markdown that a person reads as this text. */
const unescaped = (markdown: string) => markdown.replace(/\\(.)/g, "$1");

/** A head of raw git objects. */
async function planted(entries: (origin: Origin) => RawEntry[], more: Files = {}): Promise<Tried> {
  const origin = new Origin({ ...base, ...more });
  const from = origin.git("rev-parse", "main");
  const head = origin.plant(...entries(origin));
  return { origin, from, head, run: await origin.run({ base: from, head }) };
}

describe("a head that wants to be executed", () => {
  test("is only read: hooks, filters, scripts, modules, submodules and actions of it lie still", async () => {
    const { run, head } = await tried(traps);
    expect(run).toMatchObject({ code: 0, left: "", outputs: { flips: "3" } });
    const commands = new Set(run.git.map((command) => command.replace(/^git (?:-\S+ )*/, "").split(" ")[0]!));
    expect(commands).toContain("cat-file");
    for (const writes of ["checkout", "switch", "reset", "merge", "submodule", "archive", "read-tree", "lfs"])
      expect(commands).not.toContain(writes);
    expect(run.git.join("\n")).not.toContain(`checkout ${head}`);
  });

  test("would be caught if it were: the same head, in the hands of a careless runner, springs the trap", async () => {
    const origin = new Origin({ ...base, ...traps });
    const clone = join(origin.folder, "careless");
    execFileSync("git", ["clone", "--quiet", "--no-checkout", origin.bare, clone]);
    execFileSync("git", ["-c", `filter.evil.smudge=${sing}; cat`, "checkout", "--quiet", "main"], { cwd: clone });
    expect(existsSync(canary)).toBe(true);
    rmSync(canary);
    expect(() =>
      execFileSync(process.execPath, ["action/dist/index.mjs"], { cwd: clone, stdio: "ignore" }),
    ).not.toThrow();
    expect(existsSync(canary)).toBe(true);
    rmSync(canary);
  });

  test("that brings hooks and a configuration by the name of git's own folder changes nothing", async () => {
    const { run } = await planted((origin) => {
      const hook = origin.object("blob", `#!/bin/sh\n${sing}\n`);
      const config = origin.object("blob", `[core]\n\tfsmonitor = ${sing}\n`);
      const hooks = origin.tree([{ mode: "100755", name: "post-checkout", id: hook }]);
      const git = origin.tree([
        { mode: "100644", name: "config", id: config },
        { mode: "40000", name: "hooks", id: hooks },
      ]);
      return [
        { mode: "40000", name: ".git", id: git },
        { mode: "40000", name: "GIT~1", id: git },
      ];
    });
    expect(run).toMatchObject({ code: 0, left: "", outputs: { verdict: "pass" } });
  });

  test("a submodule, with an address that is a command, is a finding among the policies and nothing elsewhere", async () => {
    const submodule = (origin: Origin, name: string): RawEntry => ({
      mode: "160000",
      name,
      id: origin.git("rev-parse", "main"),
    });
    const elsewhere = await planted((origin) => [submodule(origin, "evil")], traps);
    expect(elsewhere.run).toMatchObject({ code: 0, outputs: { verdict: "pass" } });
    const inside = await planted((origin) => [
      { mode: "40000", name: "policies", id: origin.tree([submodule(origin, "loans")]) },
    ]);
    expect(finding(inside)).toMatch(/^policies\/loans: A submodule is not followed/);
  });
});

describe("a head whose files are not what they seem", () => {
  test.each<[string, string, string]>([
    ["a policy that is a link to a file of the runner", "policies/loans/policy.yaml", "/etc/passwd"],
    ["a policy that is a link to the event with its token", "policies/loans/policy.yaml", "/proc/self/environ"],
    ["a folder of policies that is a link", "policies/other", "/etc"],
    ["the folder of all policies that is a link", "policies", "/etc"],
    ["decisions that are a link up and out", "policies/loans/decisions/2027.ndjson", "../../../../etc/passwd"],
    ["a folder of decisions that is a link", "policies/loans/decisions", "../../.."],
    ["examples that are a link", "policies/loans/cases.yaml", "../../README.md"],
    ["a model that is a link", "models/reader.yaml", "/etc/passwd"],
    ["a shadow run that is a link", "models/shadow/reader/1/loans.ndjson", "/dev/zero"],
  ])("%s", async (_, path, link) => {
    const it = await tried({ [path]: { link } });
    expect(finding(it)).toBe(`${path}: A symbolic link is not followed: put the file itself here.`);
    expect(JSON.stringify(it.run.checks)).not.toContain("root:");
  });

  test("a log of the base that is a link is not followed either", async () => {
    const { run } = await tried(loosened, { "policies/loans/decisions/more.ndjson": { link: "/etc/passwd" } });
    expect(run).toMatchObject({ code: 0, outputs: { flips: "3" } });
    expect(run.checks[0]!.output.text).not.toContain("more.ndjson");
  });

  test("a policy that is a folder is a policy removed", async () => {
    const { run } = await tried({
      "policies/loans/policy.yaml": null,
      "policies/loans/policy.yaml/policy.yaml": policy("< 0.9"),
    });
    expect(run.checks[0]!.output.summary).toMatch(/➖ loans\n\n> Removed/);
    expect(run.outputs.flips).toBe("0");
  });

  test("a policy of binary garbage", async () => {
    const { run } = await planted((origin) => [
      {
        mode: "40000",
        name: "policies",
        id: origin.tree([
          {
            mode: "40000",
            name: "loans",
            id: origin.tree([
              { mode: "100644", name: "policy.yaml", id: origin.object("blob", Buffer.from([0, 0xff, 0xfe, 0x80, 1])) },
            ]),
          },
        ]),
      },
    ]);
    expect(finding({ run })).toBe("policies/loans/policy.yaml: This is not UTF-8 text.");
  });

  test("a policy by another's name, to be tried on its decisions", async () => {
    const cards = decision("card-1", 0.5, "refer").replaceAll("loans", "cards");
    const change = { "policies/loans/policy.yaml": policy("< 0.9").replace("policy: loans", "policy: cards") };
    const it = await tried(change, { "policies/cards/decisions/2026.ndjson": cards, ...stages('flips: "<= 0"') });
    expect(finding(it)).toMatch(
      /^policies\/loans\/policy.yaml: This is the policy "cards" where "loans" has its place/,
    );
  });

  test("names that differ only in case are two policies, and each is tested", async () => {
    const { run } = await tried({
      ...loosened,
      "policies/LOANS/policy.yaml": policy("< 0.9"),
      "Policies/loans/policy.yaml": policy("< 0.9"),
    });
    expect(finding({ run })).toMatch(/^policies\/LOANS\/policy.yaml: This is the policy "loans" where "LOANS"/);
    expect(run.checks[0]!.output.text).toContain('"path":"policies/loans/policy.yaml"');
    expect(run.checks[0]!.output.text).not.toContain("Policies/loans");
  });
});

describe("a head with names that lead elsewhere", () => {
  const within = (origin: Origin, ...names: (string | Buffer)[]): RawEntry => {
    let entry: RawEntry = { mode: "100644", name: "policy.yaml", id: origin.object("blob", policy("< 0.9")) };
    for (const name of names) entry = { mode: "40000", name, id: origin.tree([entry]) };
    return entry;
  };

  test.each<[string, (origin: Origin) => RawEntry]>([
    ["..", (origin) => within(origin, "..", "..")],
    ["an absolute path", (origin) => within(origin, "/etc/countersign", "policies")],
    ["a path in one name", (origin) => within(origin, "policies/loans/../../../outside")],
    ["a colon and a backslash", (origin) => within(origin, "C:\\policies\\loans")],
  ])("%s: paths of a commit never become paths of the machine", async (_, entry) => {
    const { run } = await planted((origin) => [entry(origin)].filter(({ name }) => name !== "policies"));
    expect(run).toMatchObject({ code: 0, left: "" });
  });

  test("control, bidirectional and markup characters are shown as such, and as nothing else", async () => {
    const name = "evil\u202e\u001b[2J\n::error::<img src=x>@maria|`x`";
    const { run } = await planted((origin) => [{ ...within(origin, name, "policies"), mode: "40000" }]);
    expect(run.code).toBe(1);
    const { output } = run.checks[0]!;
    for (const forbidden of ["\u202e", "\u001b", "<img", "@maria"])
      expect(output.summary + output.title).not.toContain(forbidden);
    expect(run.log.split("\n").filter((line) => line.startsWith("::"))).toEqual([
      expect.stringMatching(/^::add-mask::/),
      expect.stringMatching(/^::error::/),
    ]);
    expect(run.log).not.toMatch(/^::error::<img/m);
  });

  test("bytes that are no text do not make two policies one", async () => {
    const bad = (origin: Origin) => [0xfe, 0xff].map((byte): RawEntry => ({ ...within(origin, Buffer.from([byte])) }));
    const { run } = await planted((origin) => [{ mode: "40000", name: "policies", id: origin.tree(bad(origin)) }]);
    expect(run.code).toBe(1);
    expect(run.checks[0]!.output.annotations.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["policies/\\xfe/policy.yaml", "policies/\\xff/policy.yaml"]),
    );
  });

  test("the same name twice in one folder is refused: which of the two would be merged?", async () => {
    const { run } = await planted((origin) => {
      const entries = ["< 0.9", "< 0.36"].map((test) => ({
        mode: "100644",
        name: "policy.yaml",
        id: origin.object("blob", policy(test)),
      }));
      const loans = origin.tree(entries);
      return [{ mode: "40000", name: "policies", id: origin.tree([{ mode: "40000", name: "loans", id: loans }]) }];
    });
    expect(stopped(run)).toMatch(/has "policies\/loans\/policy.yaml" twice/);
  });
});

// A minute is short for this where other tests run beside it.
describe("a head that is too much", { timeout: 180_000 }, () => {
  test("a policy and examples of 50 MB are refused by their size, without being read", async () => {
    const large = `${policy("< 0.9")}${"# x\n".repeat(12_500_000)}`;
    const { run, origin, head } = await tried({ "policies/loans/policy.yaml": large });
    expect(finding({ run })).toMatch(/^policies\/loans\/policy.yaml: 50000\d+ bytes; at most 2097152 are read/);
    expect(run.git.join("\n")).not.toContain(origin.git("rev-parse", `${head}:policies/loans/policy.yaml`));
    const cases = await tried({ ...loosened, "policies/loans/cases.yaml": large });
    expect(finding(cases)).toMatch(/^policies\/loans\/cases.yaml: 50000\d+ bytes; at most/);
  });

  test("decisions of over 100 MB in the head are not read; as a shadow run they are refused by their size", async () => {
    const zeros = Buffer.alloc(100 * 1024 * 1024 + 1);
    const origin = new Origin({ ...base, "models/reader.yaml": model("1") });
    origin.git("config", "core.compression", "1");
    const large = origin.object("blob", zeros);
    const from = origin.git("rev-parse", "main");
    origin.git("switch", "--quiet", "--create", "head");
    for (const path of ["policies/loans/decisions/huge.ndjson", "models/shadow/reader/2/loans.ndjson"])
      origin.git("update-index", "--add", "--cacheinfo", `100644,${large},${path}`);
    const text = origin.object("blob", model("2"));
    origin.git("update-index", "--cacheinfo", `100644,${text},models/reader.yaml`);
    origin.git("commit", "--quiet", "-m", "huge");
    origin.git("push", "--quiet", "origin", "HEAD:refs/pull/1/head");
    const run = await origin.run({ base: from, head: origin.git("rev-parse", "HEAD") });
    expect(run).toMatchObject({ code: 1, outputs: { verdict: "fail" } });
    expect(run.checks[0]!.output.summary).toContain("104857601 bytes; at most 104857600 are read");
    expect(run.git.join("\n")).not.toContain(large);
  });

  test("a shadow run that unpacks to gigabytes is stopped on the way", async () => {
    const packed = gzipSync(Buffer.alloc(120 * 1024 * 1024, "\n"));
    const { run } = await planted(
      (origin) => {
        const entry = (mode: string, name: string, id: string): RawEntry => ({ mode, name, id });
        const run = origin.tree([entry("100644", "loans.ndjson.gz", origin.object("blob", packed))]);
        const shadow = origin.tree([entry("40000", "reader", origin.tree([entry("40000", "2", run)]))]);
        const reader = entry("100644", "reader.yaml", origin.object("blob", model("2")));
        return [entry("40000", "models", origin.tree([reader, entry("40000", "shadow", shadow)]))];
      },
      { "models/reader.yaml": model("1") },
    );
    expect(stopped(run)).toMatch(/loans.ndjson.gz unpacks to more than 104857600 bytes/);
  });

  test("ten thousand policies at once are counted, not replayed", async () => {
    const { run } = await planted((origin) => {
      const one = origin.tree([{ mode: "100644", name: "policy.yaml", id: origin.object("blob", policy("< 0.9")) }]);
      const names = Array.from({ length: 10_000 }, (_, n) => `p${String(n).padStart(5, "0")}`);
      const all = names.map((name): RawEntry => ({ mode: "40000", name, id: one }));
      return [{ mode: "40000", name: "policies", id: origin.tree(all) }];
    });
    expect(finding({ run })).toMatch(
      /^policies\/loans\/policy.yaml: One of 10001 such files .* at most 100 are tested/,
    );
    expect(run.git.filter((command) => command.includes("cat-file blob")).length).toBeLessThan(5);
  });

  test("a tree that holds itself ten times over, twelve levels deep, is cut off", async () => {
    const { run } = await planted((origin) => {
      let id = origin.tree([{ mode: "100644", name: "f", id: origin.object("blob", "") }]);
      for (let level = 0; level < 12; level++)
        id = origin.tree(Array.from("0123456789", (name): RawEntry => ({ mode: "40000", name, id })));
      return [{ mode: "40000", name: "bomb", id }];
    });
    expect(stopped(run)).toMatch(/^Commit [0-9a-f]{40} has too many files: their list is longer than 33554432 bytes/);
  });

  const bomb = (key: string) =>
    `a: &a [x, x, x, x, x, x, x, x, x]\n${Array.from("bcdefgh", (name, n) => {
      const before = "abcdefgh"[n];
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(", ")}]\n`;
    }).join("")}${key}: *h\n`;

  test.each<[string, string, string, RegExp]>([
    ["aliases that multiply, in a policy", "policies/loans/policy.yaml", bomb("rules"), /alias/i],
    ["aliases that multiply, in examples", "policies/loans/cases.yaml", bomb("cases"), /alias/i],
    ["brackets without end", "policies/loans/policy.yaml", "[".repeat(1_000_000), /levels inside one another/],
    ["a tag that would make an object", "policies/loans/policy.yaml", "!!js/function 'x'\n", /tag|expected|must/i],
  ])("%s", async (_, path, text, message) => {
    const it = await tried({ ...loosened, [path]: text });
    expect(finding(it)).toMatch(message);
  });
});
