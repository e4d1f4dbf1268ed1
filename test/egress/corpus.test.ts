import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createEgress } from "../../src/egress/index.ts";
import { type CorpusRunner, openCorpus } from "./corpus.ts";
import type { CorpusCase } from "./corpus-case.ts";
import { OWN_CASES } from "./own-cases.ts";
import { watchSockets } from "./socket-watch.ts";

const CORPUS_FILE = fileURLToPath(
  new URL("../../../shared/bench/security/egress-corpus.json", import.meta.url),
);
const corpusCases: readonly CorpusCase[] = existsSync(CORPUS_FILE)
  ? JSON.parse(readFileSync(CORPUS_FILE, "utf8")).cases
  : [];
const runner = await openCorpus([...OWN_CASES, ...corpusCases]);

afterAll(() => runner?.close());

async function failuresOf(open: CorpusRunner, cases: readonly CorpusCase[]): Promise<string[]> {
  const failures: string[] = [];
  for (const testCase of cases) {
    const { id, problem } = await open.run(testCase);
    if (problem) failures.push(`${id}: ${problem}`);
  }
  return failures;
}

describe("the guard and the templates, judged by the sockets", () => {
  it("I1 I3 C18: let nothing out but what each case of our own says", async ({ skip }) => {
    if (!runner) return skip("no openssl command to make a certificate with");
    expect(await failuresOf(runner, OWN_CASES)).toEqual([]);
  });

  it("I1 I3 C18: let nothing out but what each case of the shared corpus says", async ({ skip }) => {
    if (!runner) return skip("no openssl command to make a certificate with");
    if (corpusCases.length === 0) return skip(`no corpus at ${CORPUS_FILE}`);
    expect(await failuresOf(runner, corpusCases)).toEqual([]);
  });

  it("I3: end a connection whose peer is not one of the vetted addresses", async () => {
    const server = createServer((socket) => void socket.on("error", () => {}));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const watch = watchSockets(
      server,
      () => port,
      (dial) => ({ ...dial, address: "10.0.0.1" }),
    );
    const egress = createEgress({ lookup: async () => [{ address: "93.184.216.34", family: 4 }] });

    const answer = await egress.send({
      method: "GET",
      url: "http://api.vendor-zone.com/",
      headers: {},
      destination: { allowHttp: true },
    });
    watch.stop();
    await egress.close();
    server.close();

    expect(watch.dials).toEqual([{ address: "93.184.216.34", port: 80 }]);
    expect(answer).toMatchObject({ ok: false, reason: "connect", requestMayHaveBeenSent: false });
  });

  it("would notice a request that left for a place it may not", async ({ skip }) => {
    if (!runner) return skip("no openssl command to make a certificate with");
    const [plain] = OWN_CASES;
    if (!plain) throw new Error("there are no cases");

    const verdict = await runner.run({ ...plain, expected: "block" });

    expect(verdict).toMatchObject({ escaped: true, problem: "dialled 93.184.216.34 port 443" });
  });
});
