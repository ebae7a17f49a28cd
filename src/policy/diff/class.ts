/**
 * What a change is in SemVer's terms. major: some input gets an acting outcome that it did not get. minor: changed cases
 * only go to a person. patch: no case gets another result. none: nothing differs at all.
 */
export type ChangeClass = "none" | "patch" | "minor" | "major";

const order: readonly ChangeClass[] = ["none", "patch", "minor", "major"];

export const highest = (classes: readonly ChangeClass[]): ChangeClass =>
  order[Math.max(0, ...classes.map((one) => order.indexOf(one)))]!;
