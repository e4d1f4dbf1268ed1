import { startWorker } from "../../../kernel/index.ts";
import { resultOf } from "../run-sealed.ts";
import { type DocumentFile, readFileHere } from "./read-file.ts";
import { isGzip, isZip } from "./unpack.ts";

const TIMEOUT_MS = 30_000;
const MAX_HEAP_MB = 512;

/**
 * Reads an uploaded file as the text of one OpenAPI document: JSON or YAML as it stands, a gzip file unpacked, a zip of
 * several files made into one document whose references stay within it. Archives are opened in a worker with limits on
 * size, time and memory. Never rejects.
 */
export async function openDocumentFile(bytes: Uint8Array): Promise<DocumentFile> {
  if (!isZip(bytes) && !isGzip(bytes)) return readFileHere(bytes);
  const worker = startWorker(import.meta.url, "./file-worker", {
    workerData: { bytes },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, stackSizeMb: 8 },
  });
  const result = await resultOf<DocumentFile>(worker, TIMEOUT_MS);
  if (result.ok) return result.value;
  return {
    ok: false,
    reason: "damaged_archive",
    message: `The archive could not be read: ${result.message}`,
  };
}
