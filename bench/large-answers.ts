/**
 * Answers of 200 MB: `npm run bench:large-answers -- [--mb 200]`. Prints JSON; exit 1 when a number is wrong, a file is
 * not the file, or the memory misses its bound.
 *
 * Chief is the built one on a PostgreSQL (`TEST_DATABASE_URL`), asked by its REST API over a list as JSON, as JSON lines
 * and as CSV, each with the same question and one more in the same thread, and for a file. What it tells is compared with
 * what was counted by hand. Memory is that of Chief and its SQL engines together, above what they take at rest.
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { type Chief, withShop } from "./results/built-chief.ts";
import { totalsOf } from "./results/huge-orders.ts";
import { memoryOfTree, peakDuring } from "./results/memory-of-tree.ts";

const { values } = parseArgs({ options: { mb: { type: "string", default: "200" } } });
const BYTES = Number(values.mb) * 1_000_000;
/** Of what a turn may take above rest: a few parts of the list, and the table in the SQL engine. */
const MOST_MB = 400;

const LISTS = ["orders", "orders-lines", "orders-csv"];

const get = (path: string) => ({
  get: { operationId: `list-${path}`, responses: { "200": { description: "All of it" } } },
});
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  paths: Object.fromEntries([...LISTS, "backup"].map((path) => [`/${path}`, get(path)])),
};

async function report(chief: Chief): Promise<void> {
  const expected = totalsOf(BYTES);
  // The engines start with the first question.
  await askFor(chief, "Chief, call our Shop: GET /nothing-here.");
  const played = [];
  for (const path of LISTS) played.push(await playList(chief, path, expected));
  played.push(await playFile(chief));
  const wrong = played.flatMap(({ what, wrong: one, aboveRestMb }) => [
    ...(one ? [`${what}: ${one}`] : []),
    ...(aboveRestMb > MOST_MB ? [`${what}: ${aboveRestMb} MB above rest`] : []),
  ]);
  const figures = { mb: Number(values.mb), rows: expected.rows, played, boundMb: MOST_MB, wrong };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

type Totals = ReturnType<typeof totalsOf>;

async function playList(chief: Chief, path: string, expected: Totals) {
  const restMb = memoryOfTree(chief.pid);
  const question = `Chief, call our Shop: GET /${path}. Tell me the total total by status.`;
  const first = await peakDuring(chief.pid, () => askFor(chief, question));
  const next = await peakDuring(chief.pid, () => askFor(chief, "and count them by status?", first.result.id));
  const rows: unknown[][] = first.result.answer?.tables[0]?.rows ?? [];
  const counts: unknown[][] = next.result.answer?.tables[0]?.rows ?? [];
  const counted = counts.reduce((sum, row) => sum + Number(row.at(-1)), 0);
  return {
    what: path,
    ...{
      seconds: first.result.receipt.durationMs / 1_000,
      nextSeconds: next.result.receipt.durationMs / 1_000,
    },
    aboveRestMb: Math.max(first.peakMb, next.peakMb) - restMb,
    wrong:
      wrongIn(rows, expected) ?? (counted === expected.rows ? undefined : `the next one counted ${counted}`),
    ...(rows.length === 0 || counts.length === 0 ? { told: [first.result.answer, next.result.answer] } : {}),
  };
}

function wrongIn(rows: readonly unknown[][], { rows: count, thousandths }: Totals): string | undefined {
  const told = new Map(rows.map((row) => [String(row[0]), row.slice(1).map(String)]));
  for (const [status, sum] of thousandths) {
    const total = `${sum / 1_000n}.${String(sum % 1_000n).padStart(3, "0")}`;
    if (!told.get(status)?.includes(total))
      return `${status} is ${total} of ${count} rows, and was told as ${JSON.stringify(told.get(status))}`;
  }
  return undefined;
}

async function playFile(chief: Chief) {
  const restMb = memoryOfTree(chief.pid);
  const asked = await peakDuring(chief.pid, () => askFor(chief, "Chief, call our Shop: GET /backup"));
  const hash = createHash("sha256");
  let bytes = 0;
  const read = await peakDuring(chief.pid, async () => {
    for await (const piece of await chief.read(
      `/runs/${asked.result.id}/calls/${asked.result.id}.0.0/answer`,
    )) {
      hash.update(piece);
      bytes += piece.length;
    }
  });
  const known = createHash("sha256");
  for (let sent = 0; sent < BYTES; sent += 1_000_000) known.update(Buffer.alloc(1_000_000, "chief"));
  const isSame = hash.digest("hex") === known.digest("hex");
  return {
    what: "backup",
    seconds: asked.result.receipt.durationMs / 1_000,
    aboveRestMb: Math.max(asked.peakMb, read.peakMb) - restMb,
    wrong: isSame ? undefined : `${bytes} bytes that are not the file: ${asked.result.answer?.text}`,
  };
}

/** Asks, in the thread of an earlier run where its id is given, and waits for the end. */
async function askFor(chief: Chief, text: string, after?: string) {
  const wanted = { text, waitSeconds: 60, ...(after === undefined ? {} : { after }) };
  let run = await chief.ask("POST /runs", wanted);
  while (run.state === "running" || run.state === "queued")
    run = await chief.ask(`GET /runs/${run.id}?waitSeconds=60`, undefined);
  return run;
}

await withShop({ file: "./huge-answers.ts", argument: values.mb, openapi: DOCUMENT }, report);
