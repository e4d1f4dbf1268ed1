/**
 * A process that has the tests of the copy loaded, and runs some of them with one sabotage on whenever it is told to.
 * What a file of tests prepares is prepared once, so that a run takes as long as the test itself.
 */
import { pathToFileURL } from "node:url";
import type * as Collector from "./collector.ts";
import type { Collected } from "./collector.ts";

declare global {
  var isSabotaged: (id: number) => boolean;
}

/** Run these tests, by their number, in this order, until one fails. Without a sabotage, to see what they look at. */
export interface Order {
  readonly sabotage: number | null;
  readonly tests: readonly { readonly at: number; readonly timeoutMs: number }[];
}

export interface Result {
  readonly failed: number | null;
  readonly why?: string;
  /** For a run without sabotage: of each test the switches that it came by, and how long it took. */
  readonly seen?: readonly { at: number; ids: readonly number[]; ms: number; failure?: string }[];
}

/** What is there, sent once everything is loaded. */
export interface Loaded {
  readonly tests: readonly { readonly name: string; readonly file: string }[];
  /** The switches that were asked while loading: what they do is done once and for all. */
  readonly early: readonly number[];
}

let active: number | null = process.env["SABOTAGE"] ? Number(process.env["SABOTAGE"]) : null;
let asked = new Set<number>();
globalThis.isSabotaged = (id) => {
  asked.add(id);
  return id === active;
};

const [folder = "", ...files] = process.argv.slice(2);
const urlOf = (path: string) => pathToFileURL(`${folder}/${path}`).href;
const collector: typeof Collector = await import(urlOf("node_modules/vitest/index.ts"));
for (const file of files) {
  collector.beginFile(file);
  await import(urlOf(file));
}
const { collected } = collector;
const { send } = process;
if (!send) throw new Error("this is started by bench/sabotage.ts");
const tell = (what: Loaded | Result) => send.call(process, what);
tell({ tests: collected.map(({ name, file }) => ({ name, file })), early: [...asked] });
// A sabotaged call may fail long after its test; that says nothing about the next one.
process.on("unhandledRejection", () => undefined);
process.on("uncaughtException", () => undefined);
process.on("message", (order: Order) => void carryOut(order).then(tell));

async function carryOut({ sabotage, tests }: Order): Promise<Result> {
  const seen: NonNullable<Result["seen"]>[number][] = [];
  for (const { at, timeoutMs } of tests) {
    const one = collected[at];
    if (!one) throw new Error(`there is no test ${at}`);
    await prepare(one);
    active = sabotage;
    asked = new Set();
    const startedAt = performance.now();
    const failure = await failureOf(one, timeoutMs);
    active = null;
    if (sabotage !== null && failure !== undefined) return { failed: at, why: failure };
    const ms = Math.ceil(performance.now() - startedAt);
    seen.push({ at, ids: [...asked], ms, ...(failure === undefined ? {} : { failure }) });
  }
  return { failed: null, ...(sabotage === null ? { seen } : {}) };
}

async function prepare({ suite }: Collected): Promise<void> {
  for (const one of collector.chain(suite)) {
    if (one.isOpen) continue;
    one.isOpen = true;
    for (const before of one.beforeAll) await before();
  }
}

async function failureOf(one: Collected, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("it took too long"), timeoutMs);
  });
  const failed = one.run().then(
    () => undefined,
    (error: unknown) => String(error).slice(0, 300),
  );
  const failure = await Promise.race([failed, late]);
  clearTimeout(timer);
  return failure;
}
