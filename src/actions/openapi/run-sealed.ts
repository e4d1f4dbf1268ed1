import type { Worker } from "node:worker_threads";
import { messageOf } from "../../kernel/index.ts";

type SealedResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly reason: "too_slow" | "out_of_memory" | "failed";
      readonly message: string;
    };

/** Waits for the one message of a worker and ends it, whatever it does, after `timeoutMs`. Never rejects. */
export async function resultOf<T>(worker: Worker, timeoutMs: number): Promise<SealedResult<T>> {
  const result = await new Promise<SealedResult<T>>((resolve) => {
    const timer = setTimeout(() => {
      resolve({ ok: false, reason: "too_slow", message: `it took longer than ${timeoutMs / 1000} s` });
    }, timeoutMs);
    const settle = (outcome: SealedResult<T>) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    worker.once("message", (value: T) => settle({ ok: true, value }));
    worker.once("error", (error) => settle(failureOf(error)));
    worker.once("exit", () => settle({ ok: false, reason: "failed", message: "it ended without an answer" }));
  });
  await worker.terminate();
  return result;
}

function failureOf(error: unknown): SealedResult<never> {
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory
    ? { ok: false, reason: "out_of_memory", message: "it needed too much memory" }
    : { ok: false, reason: "failed", message: messageOf(error) };
}
