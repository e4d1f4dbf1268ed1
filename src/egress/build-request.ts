import type { JsonObject } from "../kernel/index.ts";
import { type BaseUrl, fillBaseUrl } from "./fill-base-url.ts";
import { fillBody } from "./fill-body.ts";
import { fillHeaders } from "./fill-headers.ts";
import { fillPath } from "./fill-path.ts";
import { fillQuery } from "./fill-query.ts";
import { type Cut, createCut, Unfillable } from "./placeholders.ts";
import type { BuiltRequest, RequestTemplate } from "./request-template.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Fills a template with inputs, so that no input can make the request another one than the template says: another
 * host, path, parameter, header or body member. Pure. Whether an input is required, and of which type, was the
 * caller's to check; here a missing one drops its query parameter, header or member, and fails in the path.
 *
 * `baseUrl` may have a path prefix, ends without a slash, and may hold `host-label` placeholders.
 */
export function buildRequest(baseUrl: string, template: RequestTemplate, inputs: JsonObject): BuiltRequest {
  try {
    return build(baseUrl, template, createCut(template, inputs));
  } catch (error) {
    if (error instanceof Unfillable) return error.fault;
    // The stack's end, reached by an input that nests thousands of levels.
    if (error instanceof RangeError) {
      return { ok: false, where: "inputs", reason: "too_deep", message: "an input is nested too deeply" };
    }
    throw error;
  }
}

function build(baseUrl: string, template: RequestTemplate, cut: Cut): BuiltRequest {
  const { method } = template;
  if (!METHODS.includes(method))
    throw new Unfillable("method", "method", `the method must be one of ${METHODS.join(", ")}`);
  const base = fillBaseUrl(baseUrl, cut);
  const url = assemble(base, fillPath(template.path, cut), fillQuery(template.query, cut));
  const headers = fillHeaders(template, cut);
  const body = template.body && fillBody(template.body, cut);
  if (body === undefined) return { ok: true, method, url, headers };
  return {
    ok: true,
    method,
    url,
    headers: { "content-type": body.contentType, ...headers },
    body: body.text,
  };
}

/** Puts the parts together and requires that a URL parser changes nothing about the whole, and sees what was meant. */
function assemble({ origin, prefix }: BaseUrl, path: string, query: string): string {
  const text = `${origin}${`${prefix}${path}` || "/"}${query}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWithin = url?.pathname === prefix || url?.pathname.startsWith(`${prefix}/`);
  if (url?.href === text && url.origin === origin && isWithin) return text;
  throw new Unfillable(
    "path",
    "path",
    "the path holds characters that must be percent-encoded, such as spaces, quotes or braces",
  );
}
