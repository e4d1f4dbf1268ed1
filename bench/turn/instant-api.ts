/** An "Internal Orders API" that answers at once with twenty orders. */
import { createServer } from "node:http";

const orders = Array.from({ length: 20 }, (_, at) => ({
  id: 1000 + at,
  status: ["paid", "pending", "shipped"][at % 3],
  total: 19.5 + at,
  currency: "USD",
  created_at: "2026-11-20T12:00:00Z",
  customer: { id: `cus_${at}`, name: `Customer ${at}` },
}));
const body = Buffer.from(JSON.stringify({ orders, total: orders.length }));

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env["PORT"]), "127.0.0.1", () => console.log("ready"));
