import type { ShownRequest } from "../approvals/index.ts";
import { type Json, storableText } from "../kernel/index.ts";
import type { Performance } from "./performance.ts";
import type { PreparedCall, PreparedRequest } from "./prepared-request.ts";

/** The request of a call as its card shows it. */
export function shownRequest(call: PreparedCall, { name }: Performance["integration"]): ShownRequest {
  const { method, url, headers } = call.request;
  const body = shownBody(call.request);
  const shown = { integration: name, title: call.title, method, url, headers };
  return body === undefined ? shown : { ...shown, body };
}

/**
 * The body parsed where it is JSON, so that a card can lay it out. One that would not be the same again, because of
 * characters that cannot be stored or digits that get lost, stays as the text that is sent.
 */
export function shownBody({ body }: PreparedRequest): Json | undefined {
  if (body === undefined) return undefined;
  if (/\\u(0000|d[89a-f][0-9a-f]{2})/i.test(body)) return storableText(body);
  try {
    const parsed = JSON.parse(body) as Json;
    return JSON.stringify(parsed) === body ? parsed : storableText(body);
  } catch {
    return storableText(body);
  }
}
