import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands before several processes: each webhook goes to the next one that is up, or is answered with 502. */
export async function startFront(upstreams: () => string[]) {
  let turn = 0;
  const server = createServer((from, to) => {
    const up = upstreams();
    const refuse = () => {
      if (!to.headersSent) to.writeHead(502);
      to.end();
    };
    if (up.length === 0) return refuse();
    const { method, headers } = from;
    const target = request(up[turn++ % up.length]!, { method: method!, headers }, (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(to);
      answer.once("error", refuse);
    });
    target.once("error", refuse);
    from.pipe(target);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
