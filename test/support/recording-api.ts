import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it arrived. */
export interface Recorded {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RecordingApi {
  readonly origin: string;
  readonly requests: readonly Recorded[];
}

type Respond = (request: Recorded, response: ServerResponse, count: number) => void | Promise<void>;

/** An HTTP API on loopback that notes what arrives, and is closed when the test ends. `count` is from 1. */
export async function recordingApi(
  respond: Respond,
  atEnd: (close: () => Promise<void>) => unknown = onTestFinished,
): Promise<RecordingApi> {
  const requests: Recorded[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
    requests.push(request);
    await respond(request, response, requests.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The requests that change something: a card is preceded by a read of what it is about. */
export function writesTo({ requests }: RecordingApi): readonly Recorded[] {
  return requests.filter(({ method }) => method !== "GET");
}
