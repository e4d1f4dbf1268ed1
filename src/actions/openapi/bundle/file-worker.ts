import { parentPort, workerData } from "node:worker_threads";
import { readFileHere } from "./read-file.ts";

parentPort?.postMessage(readFileHere((workerData as { bytes: Uint8Array }).bytes));
