import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EgressError } from "../../../src/egress/index.ts";
import { readLarge } from "../../../src/execution/large-answer/read-large.ts";
import { spool, sweepSpool } from "../../../src/execution/large-answer/spool.ts";
import { READER, readAsLarge, recordsOf, temporaryFolder } from "./read-as-large.ts";

const MIB = 2 ** 20;
const scrub = (text: string) => text.replaceAll("tok_secret", "[secret]");

describe("a large file", () => {
  it("D4: is given in pieces, under a name that is safe", async () => {
    const folder = await temporaryFolder();
    const bytes = Buffer.from(Array.from({ length: 2.5 * MIB }, (_, at) => at % 253));
    const large = await readAsLarge(bytes, { type: "application/pdf", folder, scrub });
    if (large.kind !== "file") throw new Error("no file");
    const pieces: Buffer[] = [];
    for await (const piece of large.pieces()) pieces.push(piece);
    await large.discard();
    await large.discard();
    expect(large).toMatchObject({ name: "42.pdf", type: "application/pdf", bytes: bytes.length });
    expect(pieces.map((piece) => piece.length)).toEqual([MIB, MIB, MIB / 2]);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  });

  it.each([[10], [MIB - 4], [2 * MIB - 1]])(
    "I1: is dropped when a secret stands in it, at %d",
    async (at) => {
      const folder = await temporaryFolder();
      const bytes = Buffer.alloc(2.5 * MIB);
      bytes.write("tok_secret", at);
      expect(await readAsLarge(bytes, { type: "image/png", folder, scrub })).toEqual({
        kind: "refused",
        code: "execution.secret_in_file",
        message:
          "Shop sent a file in which one of its credentials stands, so it was dropped: http://chief.test/x",
      });
    },
  );
});

describe("known secrets", () => {
  it.each([
    ["application/json", '{"next":"tok_secret","items":[{"a":"tok_secret"}]}'],
    ["application/x-ndjson", '{"a":"tok_secret"}'],
    ["text/csv", "a,b\ntok_secret,\n"],
  ])("I1: are taken out of %s", async (type, sent) => {
    const read = await recordsOf(await readAsLarge(sent, { type, folder: await temporaryFolder(), scrub }));
    expect(read.rows).toMatchObject([{ a: "[secret]" }]);
    expect(JSON.stringify(read)).not.toContain("tok_secret");
  });
});

describe("D4: what is large and nothing that is read so", () => {
  const long = "x".repeat(9 * MIB);
  it.each([
    [
      "application/json",
      JSON.stringify({ id: 1, name: "one", items: [1, 2] }),
      "0.0 MiB of JSON that is not one list",
    ],
    ["application/json", JSON.stringify({ text: long + long }), "18.0 MiB of JSON that is not one list"],
    ["application/json", JSON.stringify([{ id: 1 }, { id: 2, long }]), "one record is larger than 8 MiB"],
    ["application/json", `{"data":[{"id":1},`, "not valid JSON; it may have been cut off"],
    ["application/x-ndjson", `{"id":1}\n{"id":"${long}"}\n`, "one record is larger than 8 MiB"],
    ["application/x-ndjson", `{"id":1}\n{"id":`, "not valid JSON"],
    ["text/csv", `id,name\n1,"${long}\n`, "one record is larger than 8 MiB"],
    ["text/csv", "id,id\n1,2\n", "“text/csv” instead of JSON"],
    ["application/xml", "<orders/>", "of XML, and only JSON, JSON lines, CSV or a file"],
    ["text/plain", "a\nb", "of plain text, and only JSON"],
    ["text/html", "<html>", "a web page (HTML) instead of JSON"],
    ["", "hello", "“” instead of JSON"],
  ])("is refused in words: %s", async (type, sent, words) => {
    const folder = await temporaryFolder();
    const read = await readAsLarge(sent, { type, folder, pieceBytes: 65_536 });
    expect(read.kind === "refused" && read.message).toContain(words);
    expect(await readdir(folder)).toEqual([]);
  });

  it("is a file where its type says so, whatever it is inside", async () => {
    const large = await readAsLarge('{"id":1,"name":"x"}', {
      type: "application/octet-stream",
      folder: await temporaryFolder(),
    });
    expect(large).toMatchObject({ kind: "file", bytes: 19 });
    if (large.kind === "file") await large.discard();
  });
});

describe("a transfer that does not end well", () => {
  const answer = (rest: AsyncIterable<Buffer>) => ({
    ...{ status: 200, url: "https://api.test/", headers: { "content-type": "application/json" } },
    ...{ body: Buffer.from("["), rest },
  });

  it("D3: is told as any failed request, and leaves nothing on disk", async () => {
    const folder = await temporaryFolder();
    const message = "api.test closed the connection before its answer was complete (ECONNRESET)";
    async function* failing() {
      yield Buffer.from("1,");
      throw new EgressError({ ok: false, reason: "connection_lost", message }, true);
    }
    expect(await readLarge(answer(failing()), { ...READER, folder })).toEqual({
      kind: "refused",
      code: "egress.connection_lost",
      message: `Shop: ${message}. See http://chief.test/x`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it("ends when the caller gives up, and lets go of the connection", async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    let isLeft = false;
    async function* endless() {
      try {
        for (;;) {
          yield Buffer.from("1,");
          controller.abort(new Error("given up"));
        }
      } finally {
        isLeft = true;
      }
    }
    const reading = readLarge(answer(endless()), { ...READER, folder, signal: controller.signal });
    await expect(reading).rejects.toThrow("given up");
    expect(isLeft).toBe(true);
    expect(await readdir(folder)).toEqual([]);
  });

  it("lets go of the connection when there is nowhere to write", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "taken"), "");
    const left: string[] = [];
    const rest = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: true as const, value: undefined }),
        return: async () => ({ done: true as const, value: void left.push("left") }),
      }),
    };
    await expect(readLarge(answer(rest), { ...READER, folder: join(folder, "taken") })).rejects.toThrow();
    expect(left).toEqual(["left"]);
  });
});

describe("the folder", () => {
  it("holds no name of what is being read, and is its owner's", async () => {
    const folder = join(await temporaryFolder(), "spool");
    async function* pieces() {
      yield Buffer.from("abc");
    }
    const file = await spool(folder, pieces());
    expect(await readdir(folder)).toEqual([]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect([file.bytes, (await file.read(1, 100)).toString()]).toEqual([3, "bc"]);
    await file.discard();
  });

  it("is swept of what killed processes left, and of nothing else", async () => {
    const folder = await temporaryFolder();
    const now = new Date("2026-01-02T00:00:00Z");
    for (const [name, at] of [
      ["answer-old", "2026-01-01T00:00:00Z"],
      ["answer-new", "2026-01-01T23:59:00Z"],
      ["other", "2025-01-01T00:00:00Z"],
    ] as const) {
      await writeFile(join(folder, name), "x");
      await utimes(join(folder, name), new Date(at), new Date(at));
    }
    expect(await sweepSpool(folder, 3_600_000, now)).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(["answer-new", "other"]);
    expect(await sweepSpool(join(folder, "missing"), 0, now)).toBe(0);
  });
});
