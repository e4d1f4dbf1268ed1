import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "./read-as-large.ts";

const PER_PIECE = 500;

const record = (id: number) =>
  JSON.stringify({
    ...{
      id,
      name: `Customer ${id}`,
      email: `customer${id}@example.com`,
      total: id / 100,
      open: id % 3 === 0,
    },
    ...{ tags: ["new", 'of "note"'], address: { street: "Long street with a name 12", city: "Zürich" } },
    note: "They asked for the parcel to be left with the neighbours, and for an invoice by mail. ".repeat(3),
  });

/** A list of `count` records, made while it is read. */
async function* listOf(count: number): AsyncGenerator<string> {
  yield '{"meta":{"total":1},"data":[';
  for (let id = 0; id < count; id += PER_PIECE) {
    const records = Array.from({ length: Math.min(PER_PIECE, count - id) }, (_, at) => record(id + at));
    yield `${id === 0 ? "" : ","}${records.join(",\n ")}`;
  }
  yield '],"next":null}';
}

async function serveList(count: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    Readable.from(listOf(count), { objectMode: false }).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("D4: a list that takes hundreds of MB as objects", () => {
  it("is read in a process whose heap may hold 96 MB", async () => {
    const count = 140_000;
    const url = await serveList(count);
    const child = fileURLToPath(new URL("./children/read-list.ts", import.meta.url));
    const folder = await temporaryFolder();
    const args = ["--max-old-space-size=96", "--import", "tsx", child, url, folder];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const read = JSON.parse(stdout);
    expect(read).toMatchObject({ rows: count, told: count, path: "data", last: { id: count - 1 } });
    expect(read.sum).toBe((count * (count - 1)) / 2);
    expect(read.bytes).toBeGreaterThan(60_000_000);
    expect(read.heapMiB).toBeLessThan(96);
    expect(read.rssGrowthMiB).toBeLessThan(160);
  }, 120_000);
});
