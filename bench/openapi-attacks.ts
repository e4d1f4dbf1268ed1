/**
 * Hostile OpenAPI documents: `tsx bench/openapi-attacks.ts <corpus.json>` prints JSON.
 *
 * While each document is imported and validated, this process serves requests to itself; `slowestAnswerMs` is the longest
 * that one of them took, `p99AnswerMs` what all but one of a hundred took at most; `idle` is the same when nothing else
 * is done: the machine's own noise.
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

/** Asks over and over until it is told to stop; gives how long each answer took. */
function ask(url: string) {
  let isOver = false;
  const waits: number[] = [];
  const asking = (async () => {
    while (!isOver) {
      const startedAt = performance.now();
      await (await fetch(url)).text();
      waits.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    async stop(): Promise<number[]> {
      isOver = true;
      await asking;
      return waits;
    },
  };
}

async function waitsDuring(url: string, work: () => Promise<unknown>): Promise<number[]> {
  const asked = ask(url);
  await work();
  return asked.stop();
}

const slowestOf = (waits: readonly number[]) => round(Math.max(0, ...waits));
const p99Of = (waits: readonly number[]) =>
  round(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0);

const [path] = process.argv.slice(2);
if (!path) throw new Error("usage: tsx bench/openapi-attacks.ts <corpus.json>");
const server = createServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const attacks = JSON.parse(readFileSync(path, "utf8")).cases as Attack[];
const idle = () => waitsDuring(url, () => new Promise((resolve) => setTimeout(resolve, 3000)));
await idle();
const idleWaits = await idle();
const allWaits: number[] = [];
const cases: { id: string; name: string; ms: number; slowestAnswerMs: number; imported: number }[] = [];
for (const attack of attacks) {
  const text = textOf(attack);
  let imported = 0;
  const startedAt = performance.now();
  const waits = await waitsDuring(url, async () => {
    const outcome = await importOpenApi(text);
    imported = outcome.ok ? outcome.operations.length : 0;
    await validateDocument(text);
  });
  const ms = Math.round(performance.now() - startedAt);
  allWaits.push(...waits);
  cases.push({ id: attack.id, name: attack.name, ms, slowestAnswerMs: slowestOf(waits), imported });
}
server.close();
const figures = {
  cases: cases.length,
  alive: true,
  answers: allWaits.length,
  idle: { p99AnswerMs: p99Of(idleWaits), slowestAnswerMs: slowestOf(idleWaits) },
  p99AnswerMs: p99Of(allWaits),
  slowestAnswerMs: slowestOf(allWaits),
  perCase: cases,
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
