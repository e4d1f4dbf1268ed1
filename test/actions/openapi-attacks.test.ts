import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkArguments, importOpenApi, validateDocument } from "../../src/actions/index.ts";
import type { ImportOutcome } from "../../src/actions/openapi/import-document.ts";
import { parseDocument } from "../../src/actions/openapi/parse-document.ts";

interface Attack {
  readonly id: string;
  readonly name: string;
  readonly doc?: { readonly $build?: string; readonly levels?: number };
  readonly text?: string;
  readonly expected: string;
}

const CORPUS = fileURLToPath(new URL("../../../shared/bench/security/openapi-attacks.json", import.meta.url));
const LONGEST_MS = 20_000;

function doubling(levels: number): string {
  const ref = (level: number) => ({ $ref: `#/components/schemas/L${level}` });
  const schemas = Object.fromEntries(
    Array.from({ length: levels }, (_, level) => [
      `L${level}`,
      level === levels - 1
        ? { type: "string" }
        : { type: "object", properties: { a: ref(level + 1), b: ref(level + 1) } },
    ]),
  );
  const requestBody = { content: { "application/json": { schema: ref(0) } } };
  return JSON.stringify({
    openapi: "3.0.3",
    info: {},
    paths: { "/x": { post: { requestBody, responses: {} } } },
    components: { schemas },
  });
}

function textOf({ doc, text }: Attack): string {
  if (text !== undefined) return text;
  const levels = doc?.levels ?? 0;
  if (doc?.$build === "doubling") return doubling(levels);
  if (doc?.$build === "yaml-nest") return `openapi: 3.0.3\nx: ${"[".repeat(levels)}`;
  if (doc?.$build) throw new Error(`no builder for ${doc.$build}`);
  return JSON.stringify(doc);
}

/** A document is rejected as a whole, or the offending part is: the operation is left out or the reference is not followed. */
function isRejected(outcome: ImportOutcome): boolean {
  if (!outcome.ok || outcome.operations.length === 0) return true;
  return outcome.report.operations.every(({ warnings }) =>
    warnings.some((warning) => warning.includes("leads nowhere")),
  );
}

function isContained(outcome: ImportOutcome, expected: string): boolean {
  if (expected.startsWith("reject") && expected !== "reject-or-ignore") return isRejected(outcome);
  if (expected === "no-auto-use") {
    const isHarmless = outcome.ok && outcome.baseUrls.every((url) => /^https?:\/\/[^@]+$/.test(url));
    return (
      isHarmless &&
      outcome.operations.every(
        ({ request }) => request.path.startsWith("/") && !request.path.startsWith("//"),
      )
    );
  }
  return expected === "accept" ? outcome.ok && outcome.operations.length > 0 : true;
}

const attacks: Attack[] = existsSync(CORPUS) ? JSON.parse(readFileSync(CORPUS, "utf8")).cases : [];

describe("C3: hostile OpenAPI documents", () => {
  it.skipIf(attacks.length === 0)(
    "are all there to be tried (skipped: the corpus of attacks is not on this machine)",
    () => {
      expect(attacks.length).toBeGreaterThan(20);
    },
  );

  it.each(attacks)("contains $id, $name", async (attack) => {
    const startedAt = performance.now();
    const outcome = await importOpenApi(textOf(attack));
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
    expect(isContained(outcome, attack.expected), JSON.stringify(outcome).slice(0, 2000)).toBe(true);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    const drafts = outcome.ok ? outcome.operations : [];
    for (const draft of drafts) expect(checkArguments(draft, { nonsense: 1 }).ok).toBe(false);
  });

  it("never dial what a document refers to, when importing and when validating", async () => {
    let dialled = 0;
    const server = createServer((_, response) => {
      dialled += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}/schema.json`;
    const schema = { $ref: there };
    const text = JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {
        "/x": {
          post: {
            parameters: [{ $ref: there }],
            requestBody: { content: { "application/json": { schema } } },
            responses: {},
          },
        },
        "/y": { $ref: there },
      },
    });
    const outcome = await importOpenApi(text);
    await validateDocument(text);
    expect(dialled).toBe(0);
    expect(outcome.ok && outcome.report.operations[0]?.warnings.length).toBeGreaterThan(0);
  });

  it("do not read files that a document refers to", async () => {
    const $ref = new URL("../../package.json", import.meta.url).pathname;
    const schema = { $ref };
    const responses = { 200: { description: "d", content: { "application/json": { schema } } } };
    const text = JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: { "/x": { get: { responses } } },
    });
    expect(JSON.stringify(await importOpenApi(text))).not.toContain("graphile");
    expect((await validateDocument(text)).join()).not.toContain("graphile");
  });

  it("stop at limits of size, depth and aliases before anything walks them", () => {
    const limits = { maxBytes: 1000, maxDepth: 20, maxAliases: 10, maxNodes: 100 };
    expect(parseDocument(`{"a":"${"x".repeat(2000)}"}`, limits)).toMatchObject({
      ok: false,
      reason: "too_large",
    });
    expect(parseDocument(`${"[".repeat(500)}${"]".repeat(400)}`, limits)).toMatchObject({
      ok: false,
      reason: "too_deep",
    });
    expect(parseDocument(`{"a":${"[".repeat(30)}${"]".repeat(30)}}`, limits)).toMatchObject({
      ok: false,
      reason: "too_deep",
    });
    expect(parseDocument(`{"a":[${Array(200).fill("[]").join()}]}`, limits)).toMatchObject({
      ok: false,
      reason: "too_large",
    });
    const aliases = Array.from({ length: 20 }, () => "*a").join(", ");
    expect(parseDocument(`x: &a {b: 1}\ny: [${aliases}]`, limits)).toMatchObject({ ok: false });
  });

  it("are refused when they say one thing twice, in JSON and in YAML", () => {
    expect(parseDocument('{"a":{"k":"\\"}{","k":2}}')).toMatchObject({ ok: false, reason: "duplicate_key" });
    expect(parseDocument("a: 1\na: 2")).toMatchObject({ ok: false, reason: "duplicate_key" });
    expect(parseDocument('{"a":{"k":"a\\\\"},"b":{"k":[{"k":1},{"k":2}]}}')).toMatchObject({ ok: true });
  });
});

describe("C3: validation by swagger-parser", () => {
  const valid = {
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: { "/x": { get: { responses: { 200: { description: "d" } } } } },
  };

  it("finds nothing wrong with a valid document", async () => {
    expect(await validateDocument(JSON.stringify(valid))).toEqual([]);
  });

  it("complains about what is wrong, which does not keep the document from being imported", async () => {
    const text = JSON.stringify({ ...valid, paths: { "/x": { get: { responses: { 200: {} } } } } });
    const complaints = await validateDocument(text);
    expect(complaints.length).toBeGreaterThan(0);
    expect(await importOpenApi(text)).toMatchObject({ ok: true, report: { imported: 1 } });
  });
});
