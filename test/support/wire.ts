import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** A line between a client and a server of TCP, which can be disturbed. */
export interface Wire {
  /** The server's address by way of this line. */
  url: string;
  /** Milliseconds by which answers are late. */
  delay: number;
  /** Called with what the client sends; says whether the connection breaks instead. */
  breaks: (sent: string) => boolean;
  /** As a firewall that forgets connections: what is open stays open, and nothing comes through any more. */
  forget(): void;
  stop(): Promise<void>;
}

/** @param url of the server */
export async function startWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const forgotten = new WeakSet<Socket>();
  const server = createServer((client) => {
    const far = connect(Number(port), hostname);
    open.add(client).add(far);
    for (const [one, other] of [
      [client, far],
      [far, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => {
        open.delete(one);
        if (!forgotten.has(one)) other.destroy();
      });
    }
    client.on("data", (sent) => {
      if (forgotten.has(client)) return;
      if (wire.breaks(sent.toString())) client.destroy();
      else far.write(sent);
    });
    far.on("data", (answer) => {
      const pass = () => !forgotten.has(client) && !client.destroyed && client.write(answer);
      if (wire.delay > 0) setTimeout(pass, wire.delay);
      else pass();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const here = new URL(url);
  here.port = String((server.address() as AddressInfo).port);
  const wire: Wire = {
    url: here.href,
    delay: 0,
    breaks: () => false,
    forget() {
      for (const socket of open) forgotten.add(socket);
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return wire;
}
