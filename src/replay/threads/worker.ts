import { parentPort, workerData } from "node:worker_threads";
import { loadPolicy, type Policy } from "../../policy/index.ts";
import { type TallyJson, tallyJson } from "../tally-json.ts";
import { type Counted, countParts, type FilesRequest, type Job } from "./count-parts.ts";

/** The text of a policy that has been loaded before; a loaded one cannot be sent to a thread. */
export interface PolicyText {
  file: string;
  text: string;
}

/** What a thread is started with. */
export interface Task {
  jobs: Job[];
  base: PolicyText;
  head: PolicyText;
  request: FilesRequest & { partBytes: number };
}

/** What a thread says: bytes read meanwhile, and at the end what it counted or why it could not. */
export type Said = { passed: number } | { counted: Omit<Counted, "tally">; tally: TallyJson } | { error: string };

const say = (message: Said) => parentPort!.postMessage(message);

async function work({ jobs, base, head, request }: Task): Promise<void> {
  const policies = { base: loaded(base), head: loaded(head) };
  const { tally, ...counted } = await countParts(jobs, policies, request, (passed) => say({ passed }));
  say({ counted, tally: tallyJson(tally) });
}

function loaded({ file, text }: PolicyText): Policy {
  const { policy } = loadPolicy(text, { file });
  if (!policy) throw new Error(`${file} is no valid policy.`);
  return policy;
}

work(workerData as Task).catch((error: Error) => say({ error: error.message }));
