import type { ServerResponse } from "node:http";
import { sleep } from "../../../kernel/index.ts";
import type { Switch } from "./switches.ts";

const DEFAULT_DELAY_MS = 5_000;
const DEFAULT_RETRY_AFTER_SECONDS = 5;
const HUGE_CHUNKS = 640;
const HUGE_CHUNK = `${JSON.stringify({ padding: "x".repeat(65_536) })},`;
const HTML = "<!doctype html><title>Sign in</title><h1>Please sign in</h1>";

/** Answers in the way that was switched on. Resolves to `serve` where the request is to be served after all. */
export async function misbehave(response: ServerResponse, how: Switch): Promise<"serve" | "answered"> {
  switch (how.mode) {
    case "off":
      return "serve";
    case "slow":
      await sleep(how.delayMs ?? DEFAULT_DELAY_MS);
      return "serve";
    case "reset":
      response.socket?.resetAndDestroy();
      return "answered";
    case "html":
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(HTML);
      return "answered";
    case "huge":
      await sendHuge(response);
      return "answered";
    default:
      sendError(response, Number(how.mode), how.retryAfterSeconds);
      return "answered";
  }
}

/** About 40 MB of valid JSON, as fast as it is read. */
async function sendHuge(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" }).write('{"data":[');
  for (let sent = 0; sent < HUGE_CHUNKS && !response.destroyed; sent++) {
    await new Promise((resolve) => response.write(HUGE_CHUNK, resolve));
  }
  response.end("null]}");
}

const TITLES: Readonly<Record<number, string>> = {
  401: "The credential was refused",
  429: "Too many requests",
  500: "Something broke",
};

function sendError(response: ServerResponse, status: number, retryAfterSeconds: number | undefined): void {
  const wait = retryAfterSeconds ?? (status === 429 ? DEFAULT_RETRY_AFTER_SECONDS : undefined);
  const headers = {
    "content-type": "application/problem+json",
    ...(wait === undefined ? {} : { "retry-after": String(wait) }),
  };
  const detail = "This failure was switched on at /__switches";
  response
    .writeHead(status, headers)
    .end(JSON.stringify({ type: "about:blank", title: TITLES[status], status, detail }));
}
