import { parentPort, workerData } from "node:worker_threads";
import { loadPolicy, type Policy } from "../../policy/index.ts";
import { type TallyJson, tallyJson } from "../tally-json.ts";
import { type Counted, countParts, type Job, type PartsRequest } from "./count-parts.ts";
import { Dealing } from "./dealing.ts";

/** The text of a policy; a loaded one cannot be sent to a thread. */
export interface PolicyText {
  file: string;
  text: string;
}

/** What a thread is started with, so that it is ready when it is asked. */
export interface Prepared {
  base: PolicyText;
  head: PolicyText;
  jobs: Job[];
  /** Of a {@link Dealing}. */
  dealing: SharedArrayBuffer;
}

/** What a thread says: bytes read meanwhile, and at the end what it counted or why it could not. */
export type Said = { passed: number } | { counted: Omit<Counted, "tally">; tally: TallyJson } | { error: string };

const say = (message: Said) => parentPort!.postMessage(message);
const { base, head, jobs, dealing } = workerData as Prepared;

// Loaded at once, while whoever started the thread has other things to do; who it is hears elsewhere of what is wrong.
const policies = { base: loaded(base), head: loaded(head) };

function loaded({ file, text }: PolicyText): Policy | undefined {
  return loadPolicy(text, { file }).policy;
}

async function work(request: PartsRequest): Promise<void> {
  const { base, head } = policies;
  if (!base || !head) throw new Error("a policy is not valid");
  const passed = (bytes: number) => say({ passed: bytes });
  const { tally, ...counted } = await countParts(jobs, new Dealing(dealing), { base, head }, request, passed);
  say({ counted, tally: tallyJson(tally) });
}

parentPort!.once("message", (request: PartsRequest) => {
  work(request).catch((error: Error) => say({ error: error.message }));
});
