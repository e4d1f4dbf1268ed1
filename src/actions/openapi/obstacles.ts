import type { JsonObject } from "../../kernel/index.ts";
import { shapeOf } from "./object-shape.ts";
import type { Body } from "./read-body.ts";
import { serverUrls } from "./servers.ts";

/** What cannot be sent keeps its fields, so that the action can be looked at; without fields there is nothing to keep. */
export function sendableBody(document: JsonObject, body: Body | undefined): Body | undefined {
  return body?.unsendable && shapeOf(document, body.schema).properties.size === 0 ? undefined : body;
}

/** Why an operation is switched off for its body, if it is. */
export function bodyObstacle(body: Body | undefined): string | undefined {
  if (!body?.unsendable || !body.required) return undefined;
  return `switched off: it needs a body of type ${body.unsendable}; only JSON, form-encoded and multipart bodies can be sent`;
}

export function bodyWarnings(body: Body | undefined): string[] {
  if (!body?.unsendable || body.required) return [];
  return [
    `its optional body should be ${body.unsendable}; only JSON, form-encoded and multipart bodies can be sent`,
  ];
}

/** Why an operation is switched off for its servers: they are its own, and with the document's it would go astray. */
export function serverObstacle(
  baseUrls: readonly string[],
  pathItem: JsonObject,
  operation: JsonObject,
): string | undefined {
  const own = serverUrls(operation["servers"] ?? pathItem["servers"]).filter((url) => /^https?:/.test(url));
  const hosts = new Set(baseUrls.map((url) => new URL(url).host));
  if (own.length === 0 || hosts.size === 0) return undefined;
  const isHere = own.some((url) => URL.canParse(url) && hosts.has(new URL(url).host));
  return isHere ? undefined : `switched off: it lives on another server, ${own[0]?.slice(0, 120)}`;
}
