import { parentPort, workerData } from "node:worker_threads";
import { type ImportOptions, importDocument } from "./import-document.ts";

const { text, options } = workerData as { text: string; options: ImportOptions };
parentPort?.postMessage(importDocument(text, options));
