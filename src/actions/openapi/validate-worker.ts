import { parentPort, workerData } from "node:worker_threads";
import SwaggerParser from "@apidevtools/swagger-parser";
import { messageOf } from "../../kernel/index.ts";
import { parseDocument } from "./parse-document.ts";

const MOST_COMPLAINTS = 50;

/** One line per complaint. The parser's message holds them all, with the place of each. */
function complaintsOf(error: unknown): string[] {
  const lines = messageOf(error)
    .split("\n")
    .map((line) => line.trim());
  return lines.filter((line) => line !== "").slice(0, MOST_COMPLAINTS);
}

async function validate(text: string): Promise<string[]> {
  const parsed = parseDocument(text);
  if (!parsed.ok) return [parsed.message];
  try {
    const copy = structuredClone(parsed.document) as unknown as Parameters<typeof SwaggerParser.validate>[0];
    await SwaggerParser.validate(copy, { resolve: { external: false, file: false, http: false } });
    return [];
  } catch (error) {
    return complaintsOf(error);
  }
}

parentPort?.postMessage(await validate((workerData as { text: string }).text));
