import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDuration } from "../duration.ts";
import {
  activityFor,
  decisionGlobs,
  loadCases,
  loadModel,
  loadRaci,
  loadRelease,
  loadStages,
  stayingGates,
} from "./index.ts";

const template = (path: string) =>
  readFileSync(resolve(import.meta.dirname, "../../../policies-template", path), "utf8");
const raci = template("governance/raci.yaml");
const stages = template("governance/stages.yaml");

/** The one finding of an edited file, as `line:column code message`. */
function only({ findings }: { findings: { line?: number; column?: number; code: string; message: string }[] }): string {
  expect(findings).toHaveLength(1);
  const [{ line, column, code, message }] = findings as [(typeof findings)[0]];
  return `${line}:${column} ${code} ${message}`;
}

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

describe("governance/raci.yaml", () => {
  test("the template's chart is whole", () => {
    const { value, findings } = loadRaci(raci);
    expect(findings).toEqual([]);
    expect(activityFor(value!, "policy-change", "accounts-payable")).toEqual({
      paths: ["policies/*/policy.yaml"],
      responsible: ["payables-analyst"],
      accountable: "payables-manager",
      consulted: ["compliance"],
      informed: ["payables-clerks", "operators"],
    });
    expect(value!.roles.compliance).toEqual({ users: ["ada"], teams: [] });
  });

  test("an unknown role is named with the nearest one", () => {
    const text = raci.replace("consulted: [compliance]", "consulted: [complience]");
    expect(only(loadRaci(text))).toBe(
      `${lineOf(text, "complience")}:17 unknown-role There is no role "complience". Did you mean "compliance"?`,
    );
  });

  test("a missing activity is an error, and so is a second Accountable", () => {
    const without = raci.replace(/ {2}budget:\n( {4}.*\n)+/, "");
    expect(only(loadRaci(without))).toContain('missing-key "activities" needs "budget"');
    const two = raci.replace("accountable: compliance\n", "accountable: [compliance, operators]\n");
    expect(only(loadRaci(two))).toContain("must be text, not a list");
  });

  test("a role that nobody holds is an error", () => {
    const text = raci.replace("{users: [tom], says", "{says");
    expect(only(loadRaci(text))).toBe(
      `${lineOf(text, "credit-analyst:")}:3 empty-role Nobody holds the role "credit-analyst": name users or teams.`,
    );
  });

  test("a kind of file that no activity covers is an error", () => {
    const { findings } = loadRaci(raci.replace('["models/**"]', "[]"));
    expect(findings.map(({ code }) => code)).toEqual(["uncovered-path"]);
    expect(findings[0]!.message).toContain('Add "models/**" to the paths of model-update');
  });

  test("a kind of file that two activities cover is pointed out", () => {
    const { value, findings } = loadRaci(raci.replace('["reports/**"]', '["reports/**", "**/policy.yaml"]'));
    expect(value).toBeDefined();
    expect(findings).toMatchObject([{ code: "overlapping-paths", severity: "warning" }]);
  });

  test("a glob that can match nothing is an error", () => {
    expect(only(loadRaci(raci.replace('"vendors/**"', '"/vendors/**"')))).toContain(
      'bad-glob "/vendors/**" matches nothing',
    );
  });

  test("rollback has no paths", () => {
    const text = raci.replace("  rollback:\n", "  rollback:\n    paths: [x]\n");
    expect(only(loadRaci(text))).toContain('unknown-key "paths" is not a key of "activities" → "rollback"');
  });

  test("all that is wrong comes at once", () => {
    const text = raci
      .replace("[credit-analyst, operators]", "[credit-analist, operater]")
      .replace("accountable: compliance", "accountable: nobody");
    expect(loadRaci(text).findings.map(({ code }) => code)).toEqual(["unknown-role", "unknown-role", "unknown-role"]);
  });
});

describe("governance/stages.yaml", () => {
  test("the template's gates are whole", () => {
    const { value, findings } = loadStages(stages);
    expect(findings).toEqual([]);
    expect(value!.exceptions.sla).toEqual({ high: "P1D", normal: "P3D", low: "P10D" });
    expect(decisionGlobs(value!, "mortgage")).toEqual(["policies/mortgage/decisions/**"]);
  });

  test("a stage without a demotion of its own keeps the gates that led to it", () => {
    const { value } = loadStages(stages);
    expect(stayingGates(value!, "assist")).toEqual(value!.demotions.assist!.gates);
    expect(stayingGates(value!, "automate")).toBe(value!.promotions.automate.gates);
  });

  test("a figure that nothing measures is named with the nearest one", () => {
    const text = stages.replace("exception_share:", "exceptions_share:");
    expect(only(loadStages(text))).toContain(
      'unknown-figure Nothing measures "exceptions_share", so this gate would never pass. Did you mean "exception_share"?',
    );
    expect(only(loadStages(stages.replace("away_from_human:", "away_from_humans:")))).toContain(
      'Did you mean "away_from_human"?',
    );
  });

  test("a gate must be a test of a number", () => {
    expect(only(loadStages(stages.replace('">= 0.90"', '">= ninety"')))).toContain(
      "bad-gate The gate on accuracy_lower95:",
    );
    expect(only(loadStages(stages.replace('">= 0.90"', "0.9")))).toContain("wrong-type");
  });

  test("columns of tables go to fields of records, each to one of its own", () => {
    const mapped = (columns: string) =>
      loadStages(stages.replace("replay:\n", `replay:\n  map: {mortgage: ${columns}}\n`));
    expect(mapped("{Quote: input.debt, Nr: decision_id}").value?.replay.map).toEqual({
      mortgage: { Quote: "input.debt", Nr: "decision_id" },
    });
    expect(only(mapped("{Quote: debt}"))).toContain(
      'bad-format "debt" is not valid here: a field of a record, such as decision_id',
    );
    expect(only(mapped("{A: input.debt, B: input.debt}"))).toContain(
      'two-columns "A" and "B" cannot both be input.debt.',
    );
  });

  test("a deadline must be a duration", () => {
    const text = stages.replace("high: P1D", "high: 1 day");
    expect(only(loadStages(text))).toContain("an ISO 8601 duration in weeks, days, hours and minutes");
  });

  test.each(["P1000000000W", "P10000D", "PT99999H", "-P1D"])("a deadline of %s has no date", (duration) => {
    const text = stages.replace("high: P1D", `high: ${duration}`);
    expect(only(loadStages(text))).toContain("at most four digits each");
    expect(Number.isNaN(addDuration(new Date(), "P9999W9999DT9999H9999M").getTime())).toBe(false);
  });

  test("decision records lie in the repository", () => {
    const text = stages.replace('"policies/{policy}/decisions/**"', '"../logs/**"');
    expect(only(loadStages(text))).toContain("bad-glob");
  });
});

describe("the files of a policy and its models", () => {
  test("the template's are whole", () => {
    for (const policy of ["mortgage", "accounts-payable"]) {
      expect(loadCases(template(`policies/${policy}/cases.yaml`)).findings).toEqual([]);
    }
    expect(loadRelease(template("policies/mortgage/release.yaml"))).toEqual({
      value: { policy: "mortgage", version: "1.0.0", stage: "assist" },
      findings: [],
    });
    for (const model of ["application-reader", "invoice-reader"]) {
      expect(loadModel(template(`models/${model}.yaml`)).findings).toEqual([]);
    }
  });

  test("a stage that does not exist, a version with its tag's v", () => {
    expect(only(loadRelease("policy: a\nversion: 1.0.0\nstage: automated\n"))).toBe(
      '3:8 not-allowed "stage" cannot be "automated". Did you mean "automate"?',
    );
    expect(only(loadRelease("policy: a\nversion: v1.0.0\nstage: audit\n"))).toContain("without the v of the tag");
    expect(only(loadRelease("policy: a\nversion: 1.0\nstage: audit\n"))).toContain("2:10 wrong-type");
  });

  test("two cases of the same name", () => {
    const text = "policy: a\ncases:\n  - {id: x, input: {}, outcome: pay}\n  - {id: x, input: {}, outcome: hold}\n";
    expect(only(loadCases(text))).toBe(
      '4:10 duplicate-id The id "x" stands at line 3 already; every case needs its own.',
    );
  });

  test("a case knows its line", () => {
    const { value } = loadCases("policy: a\ncases:\n  - {id: x, input: {}, outcome: pay}\n");
    expect(value!.cases[0]!.line).toBe(3);
  });

  test("a model must name exactly what decides", () => {
    const text = template("models/invoice-reader.yaml");
    expect(only(loadModel(text.replace('"2026.04"', "latest")))).toContain("moving-version");
    expect(only(loadModel(text.replace(/sha256:.*/, "md5:abc")))).toContain(
      "sha256: and 64 lower-case hexadecimal digits",
    );
  });
});

test("whatever the text, the answer is findings and never a fault", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "null", "[]", "roles:", "a: &a [*a]", "{", "policy: a\ncases: 3", "\ufeffpolicy: x"),
    fc
      .tuple(fc.nat(raci.length), fc.nat(200), fc.string())
      .map(([at, length, put]) => raci.slice(0, at) + put + raci.slice(at + length)),
    fc
      .tuple(fc.nat(stages.length), fc.nat(200), fc.string())
      .map(([at, length, put]) => stages.slice(0, at) + put + stages.slice(at + length)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const loader of [loadRaci, loadStages, loadRelease, loadCases, loadModel]) {
        const { value, findings } = loader(text, { file: "x.yaml" });
        expect(value === undefined).toBe(findings.some(({ severity }) => severity === "error"));
      }
    }),
    { numRuns: 150 },
  );
});
