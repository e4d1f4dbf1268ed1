/**
 * Evaluates JMESPath in a worker that can be stopped: the engine has no limit of its own, and an expression of forty
 * characters can take all time or memory there is.
 *
 *   none ──first job──▶ starting ──"ready"──▶ warm ──job──▶ busy ──reply──▶ warm
 *   busy ──time, memory or a crash──▶ ended, and at once: starting
 *
 * One worker, one job at a time, the others wait in line; none waits longer than the limit times those before it. The
 * worker gets text and gives text, has no environment, and does not keep the process alive.
 */
import type { Worker } from "node:worker_threads";
import { messageOf, startWorker } from "../../kernel/index.ts";
import type { JmespathJob, JmespathReply, JmespathResult } from "./jmespath-protocol.ts";

export interface SealedJmespath {
  /** Evaluates `expression` on a JSON text; without one, only reads the expression. Never rejects. */
  evaluate(expression: string, body?: string): Promise<JmespathResult>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 300;
/** Compiling TypeScript in a worker of a busy machine takes seconds; compiled JavaScript, 60 ms. */
const START_TIMEOUT_MS = 30_000;
const MAX_HEAP_MB = 64;
const MAX_OUTPUT = 1024 * 1024;
const LONGEST_EXPRESSION = 4_000;

interface Warm {
  readonly worker: Worker;
  readonly ready: Promise<boolean>;
}

export function createSealedJmespath(options: { timeoutMs?: number } = {}): SealedJmespath {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  let warm: Warm | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let jobs = 0;
  let isClosed = false;

  const replace = async () => {
    await warm?.worker.terminate();
    warm = isClosed ? undefined : start();
  };
  const run = async (expression: string, body: string | undefined): Promise<JmespathResult> => {
    if (isClosed) return failed("failed", "it was shut down");
    warm ??= start();
    const { worker, ready } = warm;
    worker.ref();
    const isReady = await ready;
    const job = { id: ++jobs, expression, body, maxOutput: MAX_OUTPUT };
    const result = isReady
      ? await replyOf(worker, job, timeoutMs)
      : failed("failed", "it could not be started");
    worker.unref();
    if (!result.ok && result.reason !== "invalid" && result.reason !== "too_large") await replace();
    return result;
  };
  return {
    evaluate(expression, body) {
      if (expression.length > LONGEST_EXPRESSION)
        return Promise.resolve(failed("invalid", `it may have at most ${LONGEST_EXPRESSION} characters`));
      const result = line.then(() => run(expression, body));
      line = result;
      return result;
    },
    async close() {
      isClosed = true;
      await warm?.worker.terminate();
      warm = undefined;
    },
  };
}

function failed(reason: Extract<JmespathResult, { ok: false }>["reason"], message: string): JmespathResult {
  return { ok: false, reason, message };
}

function start(): Warm {
  const worker = startWorker(import.meta.url, "./jmespath-worker", {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
  });
  const ready = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), START_TIMEOUT_MS);
    const settle = (isReady: boolean) => {
      clearTimeout(timer);
      resolve(isReady);
    };
    worker.once("message", () => settle(true));
    worker.once("error", () => settle(false));
    worker.once("exit", () => settle(false));
  });
  worker.unref();
  return { worker, ready };
}

/** The worker's reply to one job, or what ended it. The clock starts when the job is handed over. */
function replyOf(worker: Worker, job: JmespathJob, timeoutMs: number): Promise<JmespathResult> {
  return new Promise((resolve) => {
    const settle = (result: JmespathResult) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      resolve(result);
    };
    const onMessage = (reply: JmespathReply) => {
      if (reply.id === job.id) settle(reply);
    };
    const onError = (error: unknown) => settle(failureOf(error));
    const onExit = () => settle(failed("failed", "it ended without an answer"));
    const timer = setTimeout(
      () => settle(failed("too_slow", `it took longer than ${timeoutMs} ms`)),
      timeoutMs,
    );
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(job);
  });
}

function failureOf(error: unknown): JmespathResult {
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory ? failed("out_of_memory", "it needed too much memory") : failed("failed", messageOf(error));
}
