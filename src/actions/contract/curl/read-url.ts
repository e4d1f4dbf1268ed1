/** The parts of a command's URL below the base URL, as they were written. */
export type BelowBase =
  | {
      readonly ok: true;
      /** From its slash on, with `{{name}}` where the URL had a stand-in such as `{id}`, `<id>`, `:id` or `$ID`. */
      readonly path: string;
      readonly query: readonly { readonly name: string; readonly value: string }[];
      readonly userInfo: string | undefined;
    }
  | { readonly ok: false; readonly message: string };

const WHOLE = /^(?:(https?):\/\/)?(?:([^/?#@]*)@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/i;

/** Takes the URL of a command apart and requires that it lies below `baseUrl`. */
export function readUrlBelow(url: string, baseUrl: string): BelowBase {
  const base = new URL(baseUrl);
  // `$BASE_URL/orders`: what the shell would have put there can only be this integration's base URL.
  const whole = url.trim().replace(/^\$(\w+|\{\w+\})(?=\/)/, baseUrl);
  const match = WHOLE.exec(whole);
  if (!match) return { ok: false, message: "The URL of the command cannot be read" };
  const [, scheme, user, host = "", path = "", query = ""] = match;
  const origin = originOf(`${scheme ?? base.protocol.slice(0, -1)}://${host}`);
  const prefix = base.pathname.replace(/\/$/, "");
  const isBelow = origin === base.origin && (path === prefix || path.startsWith(`${prefix}/`));
  if (!isBelow) {
    // No more of the path than that: a secret may stand in it.
    const there =
      origin === base.origin ? `${origin}/${path.split("/")[1] ?? ""}` : (origin ?? "another host");
    const message = `The command calls ${there}, which is not below this integration's base URL ${baseUrl}. Connect that API as an integration of its own, or change the URL`;
    return { ok: false, message };
  }
  return {
    ok: true,
    path: withPlaceholders(path.slice(prefix.length) || "/"),
    query: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value: standIn(value) ?? value })),
    userInfo: user === undefined ? undefined : decoded(user),
  };
}

function originOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

function withPlaceholders(path: string): string {
  return path
    .split("/")
    .map((segment) => standIn(segment) ?? segment)
    .join("/");
}

const STAND_IN = /^(?:\{([A-Za-z_][\w-]*)\}|<([A-Za-z_][\w-]*)>|:([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)\}?)$/;

/** `{id}`, `<id>`, `:id`, `$ID` or `${ID}` as a placeholder; undefined for anything else. */
export function standIn(text: string): string | undefined {
  const match = STAND_IN.exec(text);
  const name = match?.slice(1).find((group) => group !== undefined);
  if (name === undefined) return undefined;
  return `{{${match?.[4] === undefined ? name : name.toLowerCase()}}}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
