import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Starts the module `name` (a path without extension, relative to the caller) in a worker thread.
 *
 * Compiled, it is a `.js` file beside the caller; under tsx and vitest the caller is a `.ts` file, and the worker
 * then loads tsx itself, because a worker does not inherit vitest's transforms.
 */
export function startWorker(callerUrl: string, name: string, options: WorkerOptions = {}): Worker {
  const extension = extname(fileURLToPath(callerUrl)) === ".ts" ? ".ts" : ".js";
  const url = new URL(`${name}${extension}`, callerUrl);
  const execArgv = extension === ".ts" ? loadTypeScript() : [];
  return new Worker(url, { ...options, execArgv: [...execArgv, ...(options.execArgv ?? [])] });
}

/** `--import tsx` does not do: in a worker of Node 20, tsx 4.23 registers no loader, as if it were there already. */
function loadTypeScript(): string[] {
  const here = JSON.stringify(import.meta.url);
  const script = `import { register } from "node:module"; register("tsx/esm", ${here}, { data: true });`;
  return ["--import", `data:text/javascript,${encodeURIComponent(script)}`];
}
