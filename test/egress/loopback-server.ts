import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Certificate } from "./certificate.ts";

interface Listening {
  readonly port: number;
  /** How many connections were made to it. */
  connections(): number;
}

/** An HTTP (or, with a certificate, HTTPS) server on loopback, closed when the test ends. */
export function serveHttp(onRequest: RequestListener, certificate?: Certificate): Promise<Listening> {
  return listen(certificate ? createHttpsServer(certificate, onRequest) : createServer(onRequest));
}

/** A server of raw connections on loopback, closed when the test ends. */
export function serveTcp(onConnection: (socket: Socket) => void): Promise<Listening> {
  return listen(createTcpServer(onConnection));
}

async function listen(server: ReturnType<typeof createTcpServer>): Promise<Listening> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket.on("error", () => {})));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => sockets.length };
}
