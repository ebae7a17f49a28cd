/** The policy language for programs that decide with it: no Probot, no network, no file access comes along. */
export * from "./policy/index.ts";
