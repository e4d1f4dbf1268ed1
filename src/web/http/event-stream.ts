import type { Request, Response } from "express";

/** A stream of updates to one open page. */
interface EventStream {
  /** Sends HTML for htmx to place: usually `Partial` elements. Does nothing once the stream is closed. */
  send(html: string): void;
  close(): void;
  /** Aborted when the browser left or the stream was closed: unsubscribe then. */
  readonly closed: AbortSignal;
}

const HEARTBEAT_MS = 20_000;
/** A browser that does not read is let go; it reconnects and gets the page anew. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** The lines of a server-sent event (WHATWG HTML §9.2) that carries `html`. */
function eventOf(html: string): string {
  return `${html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}`)
    .join("\n")}\n\n`;
}

/**
 * Answers a request with server-sent events until the browser leaves.
 *
 * A comment every 20 s keeps proxies from closing a quiet stream and finds out about a browser that is gone.
 */
export function openEventStream(
  request: Request,
  response: Response,
  options: { heartbeatMs?: number } = {},
): EventStream {
  const ended = new AbortController();
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const write = (text: string) => {
    if (ended.signal.aborted) return;
    if (response.writableLength > MOST_WAITING_BYTES) close();
    else response.write(text);
  };
  const heartbeat = setInterval(() => write(":\n\n"), options.heartbeatMs ?? HEARTBEAT_MS);
  heartbeat.unref();
  const close = () => {
    if (ended.signal.aborted) return;
    clearInterval(heartbeat);
    ended.abort();
    response.end();
  };
  request.once("close", close);
  response.once("close", close);
  write(":\n\n");
  return { send: (html) => write(eventOf(html)), close, closed: ended.signal };
}
