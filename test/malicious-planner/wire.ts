/** The API that is attacked: it does what it is told, and notes every request as it arrives. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** When it arrived, by the clock of the person at the API. */
  readonly at: number;
}

export interface Wire {
  readonly origin: string;
  readonly requests: WireRequest[];
  /** Changes the record that `GET /records/<id>` gives, as somebody else would. */
  touch(id: string): void;
  /** The next request of this path breaks its connection after it arrived. */
  breakNext(path: string): void;
  close(): Promise<void>;
}

export async function openWire(): Promise<Wire> {
  const requests: WireRequest[] = [];
  const versions = new Map<string, number>();
  const breaking = new Set<string>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = incoming;
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8"), at: Date.now() });
    if (breaking.delete(`${method} ${url}`)) return void response.socket?.destroy();
    const id = url.split("/").at(-1) ?? "";
    const record = { id, version: versions.get(id) ?? 0, note: "as it was", owner: "somebody@example.com" };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(url.startsWith("/lists") ? [record] : record));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    touch: (id) => void versions.set(id, (versions.get(id) ?? 0) + 1),
    breakNext: (path) => void breaking.add(path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
