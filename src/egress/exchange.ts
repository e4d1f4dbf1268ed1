import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Deadline } from "./deadline.ts";
import type { Hop } from "./follow-redirects.ts";

/** The head of an answer, and its body still to be read. Destroying the body ends the connection. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** Set once the first byte of a request may have left; the ledger's question after a failure. */
export interface SendMark {
  mayHaveBeenSent: boolean;
}

interface ExchangeOptions {
  readonly deadline: Deadline;
  readonly mark: SendMark;
}

/** Sends one request and waits for the head of its answer. Follows nothing. Rejects with what went wrong. */
export function exchange(pool: Dispatcher, hop: Hop, options: ExchangeOptions): Promise<AnswerHead> {
  const { signal } = options.deadline;
  return new Promise<AnswerHead>((fulfil, reject) => {
    // Before a connection stands undici listens to nobody, so the wait ends here and the request in `onRequestStart`.
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    pool.dispatch(dispatchOptions(hop), answerReader(options, { onHead: fulfil, onFailure: reject }));
  });
}

function dispatchOptions({ method, url, headers, body }: Hop): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: method as Dispatcher.HttpMethod,
    headers,
    body: body ?? null,
  };
}

interface Outcome {
  onHead(head: AnswerHead): void;
  onFailure(error: unknown): void;
}

function answerReader({ deadline, mark }: ExchangeOptions, outcome: Outcome): Dispatcher.DispatchHandler {
  let body: Readable | undefined;
  let started = false;
  return {
    onRequestStart(controller) {
      if (started || deadline.signal.aborted) return controller.abort(new Error("not sent again"));
      started = true;
      mark.mayHaveBeenSent = true;
      deadline.signal.addEventListener("abort", () => controller.abort(deadline.signal.reason), {
        once: true,
      });
    },
    onResponseStart(controller, status, headers) {
      if (status < 200) return;
      body = openBody(controller);
      outcome.onHead({ status, headers: flat(headers), body });
    },
    onResponseData(controller, chunk) {
      if (body?.push(chunk) === false) controller.pause();
    },
    onResponseEnd: () => void body?.push(null),
    onResponseError(_controller, error) {
      body?.destroy(error);
      outcome.onFailure(error);
    },
  };
}

function openBody(controller: Dispatcher.DispatchController): Readable {
  const body = new Readable({
    read: () => controller.resume(),
    destroy(error, done) {
      if (!this.readableEnded) controller.abort(error ?? new Error("the rest is not wanted"));
      done(error);
    },
  });
  // Whoever reads it sees the error; without a reader it must not end the process.
  return body.on("error", () => {});
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
  );
  return Object.fromEntries(entries);
}
