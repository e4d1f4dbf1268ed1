import { Worker, type WorkerOptions } from "node:worker_threads";
import { runnableModule } from "./runnable-module.ts";

/** Starts the module `name` (a path without extension, relative to the caller) in a worker thread. */
export function startWorker(callerUrl: string, name: string, options: WorkerOptions = {}): Worker {
  return new Worker(runnableModule(callerUrl, name), options);
}
