/** A parameter in a path; `isDeep` says that its value may hold several segments: `{+name}`, `{proxy+}`. */
interface PathParameter {
  readonly name: string;
  readonly isDeep: boolean;
}

/** A query parameter in a path key: `parameter` is the name of what fills it, absent where `value` is fixed. */
interface KeyQuery {
  readonly name: string;
  readonly value: string;
  readonly parameter?: string;
}

/** A path key of a document, taken apart for a request template. */
export type ReadPath =
  | {
      readonly ok: true;
      /** The path with `{{input}}` placeholders still under the names the document uses. */
      readonly segments: readonly string[];
      readonly parameters: readonly PathParameter[];
      /** Query parameters that the key carries: fixed ones, `/?Action=ListUsers`, and placeholders, `/?id={user}`. */
      readonly query: readonly KeyQuery[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

const PARAMETER = /\{([^{}]*)\}/g;

/** Two slashes and what may be the name of a host, `//evil.example/x`; `//openapi` is a slash too many. */
const NAMES_HOST = /^\/(?:\\|\/(?:[/\\]|[^/]*[.:@{]))/;

/**
 * Reads a path key. It has to start with one slash: anything else could become another host once it is joined
 * to a base URL. Blanks are encoded. A fragment (`/#X-Amz-Target=…`, which some documents use to tell operations apart) is dropped.
 */
export function readPath(key: string): ReadPath {
  if (!key.startsWith("/"))
    return { ok: false, reason: `the path “${key.slice(0, 80)}” does not start with /` };
  if (NAMES_HOST.test(key))
    return { ok: false, reason: `the path “${key.slice(0, 80)}” would name another host` };
  if (/(?! )[\\\s\p{Cc}]/u.test(key))
    return { ok: false, reason: "the path holds a backslash or a control character" };
  const [withoutFragment = ""] = key.replace(/^\/\//, "/").split("#");
  const [path = "", query = ""] = withoutFragment.split("?");
  const segments = path.split("/").slice(1);
  if (segments.some((segment) => segment === "." || segment === "..")) {
    return { ok: false, reason: "the path holds . or .. as a segment" };
  }
  const parameters = [...path.matchAll(PARAMETER)].map(([, name = ""]) => readParameter(name));
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  if (/[{}]/.test(path.replaceAll(PARAMETER, "")))
    return { ok: false, reason: "the path has an unmatched brace" };
  const warnings = key.startsWith("//") ? ["the path begins with two slashes; it is called with one"] : [];
  return { ok: true, segments, parameters: [...byName.values()], query: readKeyQuery(query), warnings };
}

function readParameter(written: string): PathParameter {
  return { name: wireName(written), isDeep: /^\+|[+*]$/.test(written) };
}

/** `{proxy+}` and `{?page}` name the parameters `proxy` and `page`. */
function wireName(written: string): string {
  return written.replace(/^[?&/.;+#]|[+*]$/g, "").trim();
}

function readKeyQuery(query: string): KeyQuery[] {
  const pairs = query.split("&").filter((pair) => pair !== "");
  return pairs.flatMap((pair) => {
    const [name = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    const parameter = /^\{([^{}]+)\}$/.exec(value)?.[1];
    if (parameter !== undefined) return [{ name, value, parameter }];
    return /[{}]/.test(pair) ? [] : [{ name, value }];
  });
}

/** The path of a request template, with `inputOf(name)` at the place of each parameter. */
export function templatePath(segments: readonly string[], inputOf: (name: string) => string): string {
  const filled = segments.map((segment) =>
    segment
      .split(/(\{[^{}]*\})/)
      .map((part, at) =>
        at % 2 === 0 ? part.replaceAll(" ", "%20") : `{{${inputOf(wireName(part.slice(1, -1)))}}}`,
      )
      .join(""),
  );
  return `/${filled.join("/")}`;
}
