/** An API in a process of its own whose answers have so many MB; prints its address. Nothing of them is held. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Order, ordersOf } from "./huge-orders.ts";

const BYTES = Number(process.argv[2] ?? 200) * 1_000_000;
const PIECE = Buffer.alloc(1_000_000, "chief");

interface Form {
  readonly type: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  line(order: Order): string;
}

const FORMS: Readonly<Record<string, Form>> = {
  "/orders": {
    ...{ type: "application/json", head: '{"meta":{"shop":"North"},"orders":[', between: ",", tail: "]}" },
    line: (order) => JSON.stringify(order),
  },
  "/orders-lines": {
    ...{ type: "application/x-ndjson", head: "", between: "\n", tail: "\n" },
    line: (order) => JSON.stringify(order),
  },
  "/orders-csv": {
    ...{ type: "text/csv", head: "id,status,total,note\r\n", between: "\r\n", tail: "\r\n" },
    line: ({ id, status, total, note }) => `${id},${status},${total},"${note}"`,
  },
};

async function sendOrders(response: ServerResponse, form: Form): Promise<void> {
  response.writeHead(200, { "content-type": form.type });
  let text = form.head;
  for (const order of ordersOf(BYTES)) {
    text += (order.id === 1 ? "" : form.between) + form.line(order);
    if (text.length < 256_000) continue;
    await send(response, text);
    text = "";
  }
  response.end(text + form.tail);
}

async function send(response: ServerResponse, piece: string | Buffer): Promise<void> {
  if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
}

const server = createServer(async ({ url = "" }, response) => {
  const form = FORMS[url.split("?", 1)[0] ?? ""];
  if (form) return sendOrders(response, form);
  response.writeHead(200, { "content-type": "application/zip", "content-length": BYTES });
  for (let sent = 0; sent < BYTES; sent += PIECE.length) await send(response, PIECE);
  response.end();
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("disconnect", () => process.exit(0));
