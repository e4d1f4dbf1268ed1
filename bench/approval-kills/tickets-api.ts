/** An API that counts: every write is noted when it arrives, and again when it was answered. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sleep } from "../../src/kernel/index.ts";

export type TicketEvent = "read arrived" | "read answered" | "write arrived" | "write answered";

export interface TicketsApi {
  readonly baseUrl: string;
  readonly openapi: string;
  /** How often the ticket was written to, and how many of these writes were answered. */
  writesOf(ticket: string): { readonly arrived: number; readonly answered: number };
  /** Resolves when the event happens for the `count`th time from now on. */
  next(event: TicketEvent, count?: number): Promise<void>;
  close(): Promise<void>;
}

const LONGEST_READ_MS = 80;
const LONGEST_WRITE_MS = 250;

const idOf = { name: "id", in: "path", required: true, schema: { type: "string" } };
const OPENAPI = JSON.stringify({
  openapi: "3.0.3",
  info: { title: "Ticket API", version: "1" },
  paths: {
    "/tickets/{id}": {
      get: { operationId: "get-ticket", summary: "Get a ticket", parameters: [idOf], responses: ok() },
      delete: {
        operationId: "cancel-ticket",
        summary: "Cancel a ticket",
        parameters: [idOf],
        responses: ok(),
      },
    },
  },
});

function ok() {
  return { "200": { description: "the ticket", content: { "application/json": { schema: {} } } } };
}

export async function startTicketsApi(): Promise<TicketsApi> {
  const writes = new Map<string, { arrived: number; answered: number }>();
  const waiting = new Set<(event: TicketEvent) => void>();
  const tell = (event: TicketEvent) => {
    for (const one of [...waiting]) one(event);
  };
  const countOf = (ticket: string) => {
    const count = writes.get(ticket) ?? { arrived: 0, answered: 0 };
    writes.set(ticket, count);
    return count;
  };
  const server = createServer(async ({ method, url = "" }, response) => {
    const ticket = url.split("/").at(-1) ?? "";
    const count = countOf(ticket);
    const isWrite = method !== "GET";
    // What is done is done when the request arrives, however long the answer takes.
    if (isWrite) count.arrived += 1;
    tell(isWrite ? "write arrived" : "read arrived");
    await sleep(Math.random() * (isWrite ? LONGEST_WRITE_MS : LONGEST_READ_MS));
    const body = JSON.stringify({ id: ticket, status: count.arrived > 0 ? "cancelled" : "open" });
    response.writeHead(200, { "content-type": "application/json" }).end(body);
    if (isWrite) count.answered += 1;
    tell(isWrite ? "write answered" : "read answered");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    openapi: OPENAPI,
    writesOf: (ticket) => ({ ...countOf(ticket) }),
    next(wanted, count = 1) {
      let left = count;
      return new Promise((resolve) => {
        const look = (event: TicketEvent) => {
          if (event !== wanted || --left > 0) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
