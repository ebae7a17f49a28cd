import { describe, expect, test } from "vitest";
import { type Happening, triggers } from "./triggers.ts";
import { readWorkflow } from "./workflow.ts";

const push: Happening = {
  event: "push",
  action: undefined,
  branch: "main",
  tag: null,
  paths: ["policies/a/policy.yaml", "README.md"],
};
const tagged: Happening = { ...push, branch: null, tag: "mortgage/v1.0.0", paths: null };
const pull: Happening = { ...push, event: "pull_request", action: "labeled" };

describe("a workflow's filters", () => {
  test.each([
    ["nothing asked", {}, push, true],
    ["a branch by pattern", { branches: ["release/**", "m*"] }, push, true],
    ["another branch", { branches: ["release/**"] }, push, false],
    ["a branch taken out again", { branches: ["**", "!main"] }, push, false],
    ["a branch that is ignored", { "branches-ignore": ["main"] }, push, false],
    ["one of the paths", { paths: ["policies/**"] }, push, true],
    ["no path", { paths: ["docs/**"] }, push, false],
    ["not all paths ignored", { "paths-ignore": ["**/*.md", "*.md"] }, push, true],
    ["all paths ignored", { "paths-ignore": ["**"] }, push, false],
    ["branches leave tags out", { branches: ["main"] }, tagged, false],
    ["a tag by pattern", { tags: ["*/v*"] }, tagged, true],
    ["only tags leave branches out", { tags: ["v*"] }, push, false],
    ["a type that is not usual", {}, pull, false],
    ["a type that is asked for", { types: ["labeled"] }, pull, true],
  ])("%s", (_, trigger, happening, runs) => {
    expect(triggers(trigger, happening)).toBe(runs);
  });
});

describe("a workflow file", () => {
  test("is read with its triggers in any of their forms", () => {
    const jobs = "jobs: {a: {steps: [{run: x}]}}";
    expect(readWorkflow("w.yml", `on: push\n${jobs}`).on).toEqual({ push: {} });
    expect(readWorkflow("w.yml", `on: [push, issues]\n${jobs}`).on).toEqual({ push: {}, issues: {} });
    const { on, name } = readWorkflow("w.yml", `on: {push: {branches: main}, workflow_dispatch:}\n${jobs}`);
    expect([on, name]).toEqual([{ push: { branches: ["main"] }, workflow_dispatch: {} }, "w.yml"]);
  });

  test("says what it asks for that this runner cannot do", () => {
    const { jobs } = readWorkflow("w.yml", "on: push\njobs: {a: {strategy: {matrix: {x: [1]}}, steps: []}}");
    expect(jobs[0]!.unsupported).toEqual(["strategy"]);
    expect(() => readWorkflow("w.yml", "on: push")).toThrow("w.yml: there are no jobs.");
    expect(() => readWorkflow("w.yml", "just text")).toThrow("a workflow is a mapping");
  });
});
