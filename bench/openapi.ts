/**
 * How OpenAPI documents are read: `tsx bench/openapi.ts <files or folders>` prints JSON, a line of figures per document.
 *
 * Folders are read with all their folders. A document from 1 MB on is read in a process of its own, so that its time and
 * memory are its own; smaller ones share a process, whose peak is then that of the largest before it. `parameterShare` is
 * the share of parameters and top-level body fields, counted here without the importer's code, that are inputs afterwards.
 *
 * Exits with 1 when a document or an operation is left out, a schema does not compile, or too few parameters arrive.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { compileSchema } from "../src/actions/arguments/compile-schema.ts";
import type { ActionDraft } from "../src/actions/index.ts";
import { importDocument } from "../src/actions/openapi/import-document.ts";
import { parseDocument } from "../src/actions/openapi/parse-document.ts";
import { countTaken } from "./openapi-arguments.ts";

interface Figures {
  readonly document: string;
  readonly megabytes: number;
  readonly ok: boolean;
  readonly message?: string;
  readonly imported: number;
  readonly total: number;
  readonly switchedOff: number;
  readonly warnings: number;
  readonly taken: number;
  readonly reached: number;
  readonly schemas: number;
  readonly compiled: number;
  readonly largestSchemaBytes: number;
  readonly ms: number;
  /** Of all threads, so it tells more than `ms` where the machine has other work, and more than one core's. */
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

const MEGABYTE = 1024 * 1024;
const CREW = 50;
/** How much smaller gzip makes such documents, at least. */
const PACKED = 10;
const round = (value: number) => Math.round(value * 100) / 100;
const peakRssMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

function documentsIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: "utf8" });
  const names = files.filter((name) => /\.(json|ya?ml)(\.gz)?$/.test(name));
  return names.sort().map((name) => join(path, name));
}

function compiles(draft: ActionDraft): boolean {
  try {
    compileSchema(draft.inputSchema);
    return true;
  } catch {
    return false;
  }
}

function measure(path: string): Figures {
  const text = readText(path);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const outcome = importDocument(text);
  const ms = Math.round(performance.now() - startedAt);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuMs = Math.round((user + system) / 1000);
  const peak = peakRssMb();
  const shared = {
    document: basename(path),
    megabytes: round(text.length / MEGABYTE),
    ms,
    cpuMs,
    peakRssMb: peak,
  };
  const nothing = {
    imported: 0,
    total: 0,
    switchedOff: 0,
    warnings: 0,
    taken: 0,
    reached: 0,
    schemas: 0,
    compiled: 0,
  };
  if (!outcome.ok)
    return { ...shared, ...nothing, ok: false, message: outcome.message, largestSchemaBytes: 0 };
  const { operations, report } = outcome;
  const parsed = parseDocument(text);
  const counted = parsed.ok ? countTaken(parsed.document, operations) : { taken: 0, reached: 0 };
  return {
    ...shared,
    ok: true,
    imported: report.imported,
    total: report.total,
    switchedOff: operations.filter((draft) => !draft.enabled).length,
    warnings: report.operations.reduce(
      (sum, operation) => sum + operation.warnings.length,
      report.warnings.length,
    ),
    ...counted,
    schemas: operations.length,
    compiled: operations.filter(compiles).length,
    largestSchemaBytes: Math.max(0, ...operations.map((draft) => JSON.stringify(draft.inputSchema).length)),
  };
}

/** Documents that one process reads: large ones alone, the others fifty at a time. */
function crewsOf(paths: readonly string[]): string[][] {
  const isLarge = (path: string) =>
    statSync(path).size >= (path.endsWith(".gz") ? MEGABYTE / PACKED : MEGABYTE);
  const small = paths.filter((path) => !isLarge(path));
  const crews = Array.from({ length: Math.ceil(small.length / CREW) }, (_, at) =>
    small.slice(at * CREW, (at + 1) * CREW),
  );
  return [...paths.filter(isLarge).map((path) => [path]), ...crews];
}

function measureApart(paths: readonly string[]): Figures[] {
  const self = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, ["--import", "tsx", self, "--these", ...paths], {
    encoding: "utf8",
    maxBuffer: MEGABYTE,
  });
  if (child.status !== 0) throw new Error(`${paths.join(" ")}: ${child.stderr}`);
  return JSON.parse(child.stdout) as Figures[];
}

function summarise(documents: readonly Figures[]) {
  const sum = (of: (figures: Figures) => number) =>
    documents.reduce((total, figures) => total + of(figures), 0);
  const taken = sum((figures) => figures.taken);
  return {
    documents: documents.length,
    read: documents.filter((figures) => figures.ok).length,
    operations: { imported: sum((figures) => figures.imported), total: sum((figures) => figures.total) },
    parameterShare:
      taken === 0 ? 1 : Math.round((sum((figures) => figures.reached) / taken) * 100_000) / 100_000,
    schemas: { compiled: sum((figures) => figures.compiled), total: sum((figures) => figures.schemas) },
    slowest: documents
      .toSorted((a, b) => b.ms - a.ms)
      .slice(0, 3)
      .map(({ document, ms, cpuMs, peakRssMb }) => ({ document, ms, cpuMs, peakRssMb })),
    peakRssMb: Math.max(0, ...documents.map((figures) => figures.peakRssMb)),
  };
}

const LEAST_SHARE = 0.995;

function isWhole({
  documents,
  read,
  operations,
  schemas,
  parameterShare,
}: ReturnType<typeof summarise>): boolean {
  const isAllThere = read === documents && operations.imported === operations.total;
  return isAllThere && schemas.compiled === schemas.total && parameterShare >= LEAST_SHARE;
}

const given = process.argv.slice(2);
if (given[0] === "--these") process.stdout.write(JSON.stringify(given.slice(1).map(measure)));
else if (given.length === 0) process.stderr.write("usage: tsx bench/openapi.ts <files or folders>\n");
else {
  const documents = crewsOf(given.flatMap(documentsIn)).flatMap(measureApart);
  const summary = summarise(documents);
  if (!isWhole(summary)) process.exitCode = 1;
  process.stdout.write(`${JSON.stringify({ ...summary, perDocument: documents }, null, 2)}\n`);
}
