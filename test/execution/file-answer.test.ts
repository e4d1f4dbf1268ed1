import { describe, expect, it } from "vitest";
import { fileIn, fileInText, shownAnswer } from "../../src/execution/file-answer.ts";
import { readAnswer } from "../../src/execution/read-answer.ts";

const answer = (type: string, more: Record<string, string> = {}, url = "https://api.test/files/42") => ({
  ...{ ok: true as const, status: 200, durationMs: 1, url },
  headers: { "content-type": type, ...more },
  body: Buffer.from([0x89, 0x50, 0, 0xff]),
});
const reader = { integration: { name: "Files" }, cardUrl: "http://chief.test/x", now: new Date(0) };

describe("an answer that is a file", () => {
  it.each([
    [answer("image/png"), "42.png"],
    [answer("application/pdf", {}, "https://api.test/a/report.pdf?x=1"), "report.pdf"],
    [answer("application/zip", { "content-disposition": "attachment; filename=all.zip" }), "all.zip"],
    [
      answer("application/zip", {
        "content-disposition": "attachment; filename*=UTF-8''%C3%BCber%20all.zip",
      }),
      "über_all.zip",
    ],
    [
      answer("application/zip", { "content-disposition": 'attachment; filename="..\\..\\.bashrc"' }),
      "bashrc",
    ],
    [answer("application/octet-stream", {}, "https://api.test/"), "file.stream"],
  ])("is kept with a safe name", async (given, name) => {
    const read = readAnswer(given, reader);
    expect(read).toMatchObject({ ok: true, bytes: 4, body: { chief_file: name, bytes: 4 } });
    if (!read.ok) return;
    expect(fileInText(JSON.stringify(read.body)).chief_file).toBe(name);
    expect(shownAnswer(read.body)).toMatchObject({ file: name, bytes: 4 });
    const pieces: Uint8Array[] = [];
    for await (const piece of read.file?.pieces() ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(given.body);
  });

  it("is no web page, no text and nothing without a type", () => {
    for (const type of ["text/html", "application/xhtml+xml", "text/x-log", "", "nonsense"])
      expect(fileIn(answer(type))).toBeUndefined();
    expect(() => fileInText(JSON.stringify([{ chief_file: "x" }]))).toThrow("does not say which");
    expect(shownAnswer({ id: 1 })).toEqual({ id: 1 });
  });

  it("I1: is dropped when one of Chief's secrets stands in it", () => {
    const given = { ...answer("image/png"), body: Buffer.from("\u0000tok_secret\u00ff", "latin1") };
    const scrub = (text: string) => text.replaceAll("tok_secret", "[secret]");
    expect(readAnswer(given, { ...reader, scrub })).toMatchObject({
      ok: false,
      code: "execution.secret_in_file",
    });
  });
});
