import type { RequestHandler } from "express";
import helmet from "helmet";

const NOTHING_ELSE = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
};

/**
 * The headers of every answer: nothing is loaded but from Chief itself, no inline script or style runs, no
 * other site may frame a page or learn where a link came from, and nothing is kept in a cache (assets say
 * otherwise for themselves).
 *
 * `https`: whether browsers reach Chief by https; only then may they be told to insist on it.
 */
export function securityHeaders(options: { https: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: NOTHING_ELSE },
      crossOriginEmbedderPolicy: false,
      referrerPolicy: { policy: "no-referrer" },
      strictTransportSecurity: options.https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      xFrameOptions: { action: "deny" },
    }),
    (_request, response, next) => {
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
      next();
    },
  ];
}
