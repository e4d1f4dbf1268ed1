/** Reads the large answer at a URL into a folder, and writes what came of it and what that took as one line of JSON. */
import { createEgress } from "../../../../src/egress/index.ts";
import { readLarge } from "../../../../src/execution/large-answer/read-large.ts";

const [url = "", folder = ""] = process.argv.slice(2);
const MIB = 2 ** 20;
const peaks = { heapUsed: 0, rss: 0 };
const atStart = process.memoryUsage.rss();

function look(): void {
  const { heapUsed, rss } = process.memoryUsage();
  peaks.heapUsed = Math.max(peaks.heapUsed, heapUsed);
  peaks.rss = Math.max(peaks.rss, rss);
}

async function read(): Promise<object> {
  const egress = createEgress();
  const destination = { allowHttp: true, allowPrivateNetwork: true };
  const limits = { timeoutMs: 60_000, maxBytes: 4 * MIB, largestBytes: 256 * MIB, takesCompressed: true };
  const answer = await egress.send({ method: "GET", url, headers: {}, destination, ...limits });
  if (!answer.ok || !answer.rest) throw new Error("no large answer");
  const reader = { folder, integration: { name: "Shop" }, cardUrl: "http://chief.test/x" };
  const large = await readLarge({ ...answer, rest: answer.rest }, reader);
  if (large.kind !== "records") throw new Error(`no records: ${JSON.stringify(large)}`);
  let rows = 0;
  let sum = 0;
  for await (const batch of large.batches()) {
    rows += batch.rows.length;
    for (const { id } of batch.rows) sum += Number(id);
    look();
  }
  await large.discard();
  await egress.close();
  return { rows, sum, told: large.rows, bytes: large.bytes, path: large.path, last: large.last };
}

const timer = setInterval(look, 5);
const found = await read();
clearInterval(timer);
const mebibytes = (bytes: number) => Math.round(bytes / MIB);
const cpuMs = Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1000);
const took = { heapMiB: mebibytes(peaks.heapUsed), rssGrowthMiB: mebibytes(peaks.rss - atStart), cpuMs };
process.stdout.write(`${JSON.stringify({ ...found, ...took })}\n`);
