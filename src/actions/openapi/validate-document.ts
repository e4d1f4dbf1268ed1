import { startWorker } from "../../kernel/index.ts";
import { resultOf } from "./run-sealed.ts";

const TIMEOUT_MS = 20_000;
const MAX_HEAP_MB = 512;

/**
 * What swagger-parser finds wrong with a document, one line a complaint; empty when it is valid.
 *
 * For the report only: a third of vendors' own documents fail it and can be imported all the same. It runs in a
 * worker without environment, file or network resolvers, with limits on time and memory, and is ended when it
 * exceeds them (which is then the complaint). Never rejects.
 */
export async function validateDocument(text: string): Promise<string[]> {
  const worker = startWorker(import.meta.url, "./validate-worker", {
    workerData: { text },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const result = await resultOf<string[]>(worker, TIMEOUT_MS);
  return result.ok ? result.value : [`The document was not validated: ${result.message}`];
}
