/** A browser without a screen: it keeps cookies and sends forms as a page of Chief would. */
export interface Browser {
  readonly origin: string;
  get(path: string): Promise<Page>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** Presses a button that htmx posts. */
  press(path: string, fields?: Fields): Promise<Page>;
}

/** Values by name, or pairs where a name has several: the checked boxes of a group. */
export type Fields = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export interface Page {
  readonly status: number;
  readonly html: string;
  /** Where htmx is told to send the browser. */
  readonly goTo: string | undefined;
}

/** Opens `link` and keeps what it signs in as. */
export async function openBrowser(link: string): Promise<Browser> {
  const { origin } = new URL(link);
  const jar = new Map<string, string>();
  async function send(url: string, init: RequestInit): Promise<Page> {
    const response = await fetch(new URL(url, origin), {
      ...init,
      redirect: "manual",
      headers: { cookie: [...jar.values()].join("; "), "sec-fetch-site": "same-origin", ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";", 1);
      if (!pair.endsWith("=")) jar.set(pair.slice(0, pair.indexOf("=")), pair);
    }
    const next = response.headers.get("location");
    if (response.status === 303 && next) return send(next, {});
    const { status, headers } = response;
    return { status, html: await response.text(), goTo: headers.get("hx-redirect") ?? undefined };
  }
  await send(link, {});
  return {
    origin,
    get: (path) => send(path, {}),
    press(path, fields = {}) {
      const body = new FormData();
      const pairs: Iterable<readonly [string, string]> = Array.isArray(fields)
        ? fields
        : Object.entries(fields);
      for (const [name, value] of pairs) body.append(name, value);
      return send(path, { method: "POST", body, headers: { "hx-request": "true" } });
    },
    post(path, fields) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return send(path, { method: "POST", body });
    },
  };
}

/** The words of a piece of HTML. */
export function wordsIn(html: string): string {
  const text = html.replace(/<(svg|head|script|style)\b.*?<\/\1>/gs, " ").replace(/<[^>]*>/g, " ");
  return unescaped(text).replace(/\s+/g, " ").trim();
}

export function unescaped(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
