import type { RequestHandler } from "express";

const HARMLESS = new Set(["GET", "HEAD", "OPTIONS"]);

/** What a browser says about where a request came from. */
interface RequestOrigin {
  readonly method: string;
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
}

/**
 * Whether a request that may change something comes from a page of Chief:
 *
 * 1. A GET, HEAD or OPTIONS always may pass: it changes nothing.
 * 2. `Sec-Fetch-Site`, which no script can forge, must be `same-origin` where the browser sends it.
 * 3. Otherwise `Origin` must be one of ours.
 * 4. A request with neither is refused: every browser sends one of them with a form.
 */
function isFromOwnPage(request: RequestOrigin, ownOrigins: readonly string[]): boolean {
  if (HARMLESS.has(request.method)) return true;
  if (request.secFetchSite !== undefined) return request.secFetchSite === "same-origin";
  return request.origin !== undefined && ownOrigins.includes(request.origin);
}

/**
 * Refuses with 403 what `isFromOwnPage` refuses: the defence against requests that another site makes with the
 * viewer's cookie. `origins` are those that Chief is reached at, such as `https://chief.example.com`.
 */
export function sameOriginOnly(options: { origins: readonly string[] }): RequestHandler {
  return (request, response, next) => {
    const origin = {
      method: request.method,
      secFetchSite: request.get("sec-fetch-site"),
      origin: request.get("origin"),
    };
    if (isFromOwnPage(origin, options.origins)) return next();
    response
      .status(403)
      .type("text/plain")
      .send("Refused: this request did not come from a page of Chief.\n");
  };
}
