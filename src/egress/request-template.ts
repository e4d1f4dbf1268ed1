import type { Json } from "../kernel/index.ts";

/**
 * What a placeholder's value may become. In a path: `segment` (one, the default there), `encoded` (one segment, whose
 * slashes are encoded, as GitLab wants its project paths), `path` (several). In the base URL: `host-label` only. In
 * queries, headers and bodies: `text`, or `json`, which lets an object or a list stand inside a text as JSON.
 */
export type PlaceholderKind = "segment" | "encoded" | "path" | "host-label" | "text" | "json";

/** How a list, or for `deep` an object, is written into a query (OpenAPI 3 parameter styles). */
export type QueryStyle = "repeat" | "comma" | "brackets" | "space" | "pipe" | "deep";

export interface QueryParameter {
  readonly name: string;
  readonly value: string;
  /** `repeat` (`a=1&a=2`) unless given. */
  readonly style?: QueryStyle;
}

export interface BodyTemplate {
  readonly contentType: "application/json" | "application/x-www-form-urlencoded" | "multipart/form-data";
  readonly tree: Json;
  /** Of a multipart body: the members that are sent as files, with their text as the content. */
  readonly files?: readonly string[];
}

/**
 * A request with `{{name}}` where inputs go: in the path, in values of the query and of headers, and in texts of the
 * body. Names of parameters, headers and members are not templates.
 */
export interface RequestTemplate {
  readonly method: string;
  /** Below the base URL, from its slash on: `/orders/{{id}}`. No query. */
  readonly path: string;
  readonly query: readonly QueryParameter[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: BodyTemplate;
  /** Every placeholder that is used, and its kind. */
  readonly placeholders: Readonly<Record<string, PlaceholderKind>>;
  /** Headers that the credential sets, beside `authorization` and `cookie`: the template may not. */
  readonly credentialHeaders?: readonly string[];
}

/** A request ready to be signed and sent, or which part of the template could not be filled and why. */
export type BuiltRequest =
  | {
      readonly ok: true;
      readonly method: string;
      /** Absolute and canonical: `new URL(url).href === url`. */
      readonly url: string;
      /** Names in lower case. */
      readonly headers: Record<string, string>;
      readonly body?: string;
    }
  | TemplateFault;

/** `where` is `baseUrl`, `method`, `path`, `query.<name>`, `headers.<name>`, `body` or `inputs`. */
export interface TemplateFault {
  readonly ok: false;
  readonly where: string;
  /** Stable name of the rule that was broken. */
  readonly reason:
    | "base_url"
    | "method"
    | "path"
    | "query_name"
    | "header"
    | "undeclared"
    | "missing"
    | "not_a_scalar"
    | "characters"
    | "too_deep";
  /** For a person or a planner: what was wrong and what would be accepted. Quotes no value. */
  readonly message: string;
}
