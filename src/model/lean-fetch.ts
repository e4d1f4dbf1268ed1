import { type Dispatcher, request } from "undici";

/**
 * `fetch`, as far as the `openai` package uses it for Chat Completions, over `undici.request`.
 *
 * A call costs 0.34 instead of 0.56 CPU-ms with it (10 events, keep-alive): what it leaves out is web streams. So a
 * successful response is not a whole `Response`: it has `ok`, `status`, `url`, `headers`, and a `body` to iterate.
 * Redirects are not followed, so that the key is not carried to another host.
 */
export function createLeanFetch(dispatcher: Dispatcher): typeof fetch {
  return async (input, init = {}) => {
    const url = String(input);
    const answer = await request(url, {
      dispatcher,
      method: init.method === "GET" ? "GET" : "POST",
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === "string" ? init.body : null,
      signal: init.signal ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const headers = headersOf(answer.headers);
    const { statusCode: status } = answer;
    if (status < 200 || status > 299)
      return new Response((await answer.body.text()) || null, { status, headers });
    const response: Pick<Response, "ok" | "status" | "url" | "headers"> & { body: Dispatcher.BodyMixin } = {
      ok: true,
      status,
      url,
      headers,
      body: answer.body,
    };
    return response as unknown as Response;
  };
}

function headersOf(raw: Dispatcher.ResponseData["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}
