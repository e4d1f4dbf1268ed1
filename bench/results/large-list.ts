/** An API in a process of its own that has 100,000 orders, in pages of 1,000; prints its address. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const ROWS = Number(process.argv[2] ?? 100_000);
const PAGE = 1_000;

const order = (at: number) => ({
  id: `ord_${String(at).padStart(7, "0")}`,
  status: ["paid", "pending", "refunded", "cancelled"][at % 4],
  customer: { id: at % 5_000, name: `Customer ${at % 5_000}`, country: ["DE", "US", "IN"][at % 3] },
  total: `${at % 900}.${String(at % 1_000).padStart(3, "0")}`,
  quantity: at % 12,
  note: at % 7 === 0 ? null : "Left at the door, as agreed on the phone",
  created_at: new Date(1_770_000_000_000 + at * 31_000).toISOString(),
});

const pages = new Map<number, string>();
const server = createServer((request, response) => {
  const from = Number(new URL(request.url ?? "/", "http://x").searchParams.get("cursor") ?? 0);
  const known = pages.get(from);
  const next = from + PAGE < ROWS ? String(from + PAGE) : null;
  const rows = () => Array.from({ length: Math.min(PAGE, ROWS - from) }, (_, at) => order(from + at));
  const body = known ?? JSON.stringify({ orders: rows(), next_cursor: next });
  pages.set(from, body);
  response.writeHead(200, { "content-type": "application/json" }).end(body);
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("disconnect", () => process.exit(0));
