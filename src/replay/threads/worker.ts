import { parentPort, workerData } from "node:worker_threads";
import { loadPolicy, type Policy } from "../../policy/index.ts";
import { type TallyJson, tallyJson } from "../tally-json.ts";
import { type Counted, countShare, type FilesRequest } from "./count-share.ts";
import type { Span } from "./share.ts";

/** The text of a policy that has been loaded before; a loaded one cannot be sent to a thread. */
export interface PolicyText {
  file: string;
  text: string;
}

/** What a thread is started with. */
export interface Task {
  share: Span[];
  base: PolicyText;
  head: PolicyText;
  request: FilesRequest;
}

/** What a thread says: bytes read meanwhile, and at the end what it counted or why it could not. */
export type Said = { passed: number } | { tally: TallyJson; lines: Counted["lines"] } | { error: string };

const say = (message: Said) => parentPort!.postMessage(message);

async function work({ share, base, head, request }: Task): Promise<void> {
  const { tally, lines } = await countShare(share, loaded(base), loaded(head), request, (passed) => say({ passed }));
  say({ tally: tallyJson(tally), lines });
}

function loaded({ file, text }: PolicyText): Policy {
  const { policy } = loadPolicy(text, { file });
  if (!policy) throw new Error(`${file} is no valid policy.`);
  return policy;
}

work(workerData as Task).catch((error: Error) => say({ error: error.message }));
