import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ChiefError } from "./kernel/index.ts";

/** Where to listen. Port 0 takes any that is free. */
export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
}

export interface HttpServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Takes no more requests, and lets those that are being answered come to their end, for half a second. */
  close(): Promise<void>;
}

/** How long requests that are being answered may take to end. */
const LAST_REQUESTS_MS = 500;

/**
 * Serves requests by HTTP.
 *
 * @throws ChiefError `app.port_taken` where another program has the port
 */
export async function serveHttp(options: HttpServerOptions, listener: RequestListener): Promise<HttpServer> {
  // Proxies keep a connection for a minute; who closes it first must be the proxy.
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, listener);
  server.listen(options.port, options.host);
  await once(server, "listening").catch((error) => {
    throw portTrouble(options, error);
  });
  const { port } = server.address() as AddressInfo;
  return { port, close: () => closeServer(server) };
}

function portTrouble({ host, port }: HttpServerOptions, error: NodeJS.ErrnoException): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new ChiefError("app.port_taken", {
    message: `port ${port} of ${host} is taken by another program. Stop that one, or set PORT to another port`,
    cause: error,
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
