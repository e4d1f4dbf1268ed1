import { startWorker } from "../../kernel/index.ts";
import { type ImportOptions, type ImportOutcome, importDocument } from "./import-document.ts";
import { resultOf } from "./run-sealed.ts";

/** Texts up to this many characters of JSON are read at once; that takes a few milliseconds. */
const READ_AT_ONCE = 64 * 1024;
const TIMEOUT_MS = 60_000;
const MAX_HEAP_MB = 1536;

/**
 * Reads an OpenAPI document (2.0, 3.0 or 3.1, JSON or YAML) into actions, as far as it makes sense.
 *
 * Lenient: what is wrong with an operation is a warning in its report, never a refusal of the document. Only
 * local references are followed and nothing is fetched. A large or YAML document is read in a worker with limits
 * on time and memory, so the caller's event loop stays free. Never rejects.
 */
export async function importOpenApi(text: string, options: ImportOptions = {}): Promise<ImportOutcome> {
  const isSmallJson = text.length <= READ_AT_ONCE && /^\uFEFF?\s*\{/.test(text);
  return isSmallJson ? importDocument(text, options) : importInWorker(text, options);
}

async function importInWorker(text: string, options: ImportOptions): Promise<ImportOutcome> {
  const worker = startWorker(import.meta.url, "./import-worker", {
    workerData: { text, options },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, stackSizeMb: 8 },
  });
  const result = await resultOf<ImportOutcome>(worker, TIMEOUT_MS);
  if (result.ok) return result.value;
  return { ok: false, reason: result.reason, message: `The document could not be read: ${result.message}` };
}
