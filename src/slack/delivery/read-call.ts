/** What of a request to the Web API decides how it is sent. */
export interface WebApiCall {
  /** `chat.postMessage`; "" for an upload or another address. */
  readonly method: string;
  readonly channel: string;
  /** The message that `chat.update` changes. */
  readonly ts: string;
  /** Tells workspaces apart. It is a secret: never logged, never shown. */
  readonly token: string;
}

/** Reads a request as the WebClient writes it: a form in the body, the token in a header. */
export function readCall(url: string, init: RequestInit | undefined): WebApiCall {
  const [, method = ""] = /^[^?#]*\/api\/([A-Za-z0-9._]+)(?:[?#]|$)/.exec(url) ?? [];
  const form = typeof init?.body === "string" ? init.body : "";
  const authorization = new Headers(init?.headers).get("authorization") ?? "";
  return {
    method,
    channel: field(form, "channel") ?? field(form, "channel_id") ?? "",
    ts: (method === "chat.update" ? field(form, "ts") : undefined) ?? "",
    token: authorization.replace(/^Bearer /, "") || (field(form, "token") ?? ""),
  };
}

/** One field of a form. The whole form has a message's blocks in it, which would be decoded for nothing. */
function field(form: string, name: string): string | undefined {
  const start = form.startsWith(`${name}=`) ? 0 : form.indexOf(`&${name}=`) + 1;
  if (start === 0 && !form.startsWith(`${name}=`)) return undefined;
  const end = form.indexOf("&", start);
  return new URLSearchParams(form.slice(start, end === -1 ? undefined : end)).get(name) ?? undefined;
}
