/**
 * Hostile OpenAPI documents: `tsx bench/openapi-attacks.ts <corpus.json>` prints JSON.
 *
 * While each document is imported and validated, this process serves requests to itself; `slowestAnswerMs` is the longest
 * that one of them took, `idleSlowestMs` what it takes when nothing else is done (the machine's own noise).
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { importOpenApi, validateDocument } from "../src/actions/index.ts";

interface Attack {
  readonly id: string;
  readonly name: string;
  readonly doc?: { readonly $build?: string; readonly levels?: number };
  readonly text?: string;
}

const round = (value: number) => Math.round(value * 10) / 10;

function doubling(levels: number): string {
  const ref = (level: number) => ({ $ref: `#/components/schemas/L${level}` });
  const schemas = Object.fromEntries(
    Array.from({ length: levels }, (_, level) => {
      const properties = { a: ref(level + 1), b: ref(level + 1) };
      return [`L${level}`, level === levels - 1 ? { type: "string" } : { type: "object", properties }];
    }),
  );
  const requestBody = { content: { "application/json": { schema: ref(0) } } };
  const paths = { "/x": { post: { requestBody, responses: {} } } };
  return JSON.stringify({ openapi: "3.0.3", info: {}, paths, components: { schemas } });
}

function textOf({ doc, text }: Attack): string {
  if (text !== undefined) return text;
  if (doc?.$build === "doubling") return doubling(doc.levels ?? 0);
  if (doc?.$build === "yaml-nest") return `openapi: 3.0.3\nx: ${"[".repeat(doc.levels ?? 0)}`;
  return JSON.stringify(doc);
}

/** Asks over and over until it is told to stop; the longest wait for an answer. */
function ask(url: string) {
  let isOver = false;
  let slowestMs = 0;
  const asking = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await (await fetch(url)).text();
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    async stop(): Promise<number> {
      isOver = true;
      await asking;
      return slowestMs;
    },
  };
}

async function slowestDuring(url: string, work: () => Promise<unknown>): Promise<number> {
  const asked = ask(url);
  await work();
  return round(await asked.stop());
}

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: tsx bench/openapi-attacks.ts <corpus.json>");
const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const attacks = JSON.parse(readFileSync(path, "utf8")).cases as Attack[];
const idle = () => slowestDuring(url, () => new Promise((resolve) => setTimeout(resolve, 3000)));
await idle();
const idleSlowestMs = await idle();
const cases: { id: string; name: string; ms: number; slowestAnswerMs: number; imported: number }[] = [];
for (const attack of attacks) {
  const text = textOf(attack);
  let imported = 0;
  const startedAt = performance.now();
  const slowestAnswerMs = await slowestDuring(url, async () => {
    const outcome = await importOpenApi(text);
    imported = outcome.ok ? outcome.operations.length : 0;
    await validateDocument(text);
  });
  const ms = Math.round(performance.now() - startedAt);
  cases.push({ id: attack.id, name: attack.name, ms, slowestAnswerMs, imported });
}
server.close();
const slowestAnswerMs = Math.max(...cases.map((one) => one.slowestAnswerMs));
const figures = { cases: cases.length, alive: true, idleSlowestMs, slowestAnswerMs, perCase: cases };
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
