/** What of a request to the Web API decides how it is sent. */
export interface WebApiCall {
  /** `chat.postMessage`; "" for an upload or another address. */
  readonly method: string;
  readonly channel: string;
  /** The message that is changed. */
  readonly ts: string;
  /** Tells workspaces apart. It is a secret: never logged, never shown. */
  readonly token: string;
}

/** Reads a request as the WebClient writes it: a form in the body, the token in a header. */
export function readCall(url: string, init: RequestInit | undefined): WebApiCall {
  const [, method = ""] = /\/api\/([A-Za-z0-9._]+)$/.exec(new URL(url).pathname) ?? [];
  const form = new URLSearchParams(typeof init?.body === "string" ? init.body : "");
  const authorization = new Headers(init?.headers).get("authorization") ?? "";
  return {
    method,
    channel: form.get("channel") ?? form.get("channel_id") ?? "",
    ts: form.get("ts") ?? "",
    token: authorization.replace(/^Bearer /, "") || (form.get("token") ?? ""),
  };
}
