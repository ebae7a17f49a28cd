import { ProbotOctokit } from "probot";
import { conditionalRequests } from "./conditional-requests.ts";

/** Probot's client, with its retries and its patience with rate limits, that asks conditionally. */
export const BotOctokit: typeof ProbotOctokit = ProbotOctokit.plugin(conditionalRequests as never);
